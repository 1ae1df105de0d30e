package io.edgemq.cluster.directory;

import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.views.definition.ViewDefinition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of a view, as endpoints name it.
///
/// @param view its name
/// @param version from 1
record ViewName(String view, int version) {
  private static final Pattern TEXT =
      Pattern.compile("(" + ViewDefinition.NAME.pattern() + ")/v([1-9][0-9]{0,8})");

  /// What a view is called, for messages to people.
  static final String ALLOWED = "\"NAME/vVERSION\", as in \"temperature_readings/v1\"";

  /// @throws IllegalArgumentException if the text is none
  static ViewName of(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("it names a view that is none; allowed: " + ALLOWED);
    }
    return new ViewName(parts.group(1), Integer.parseInt(parts.group(2)));
  }

  /// The name of a view.
  static ViewName of(ViewDefinition definition) {
    return new ViewName(definition.name(), definition.version());
  }

  /// Where a tenant's document of it lies.
  String key(String tenant) {
    return "%s/views/%s/%s/v%d.yaml".formatted(ObjectKeys.CONTROL, tenant, view, version);
  }

  @Override
  public String toString() {
    return view + "/v" + version;
  }
}
