package io.edgemq.ops.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.edgemq.ops.settings.LoadedSettings.Faulty;
import io.edgemq.ops.settings.LoadedSettings.Valid;
import io.edgemq.storage.spelling.EditDistance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Loads the settings of a node. What is set on the command line goes before the file, and that
/// before `reference.conf`. The environment and system properties count only where the file names
/// them (`${NAME}`).
///
/// Any thread may call it. Whatever is wrong with the settings is in the result; only a broken
/// installation (no readable `reference.conf`) throws.
public final class SettingsLoader {
  private static final String ROOT = "edgemq";

  /// Stretches of text that may be part of a key which is not written as it should be.
  private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z0-9_+/=-]{20,}");

  private final Faults faults = new Faults();
  private final List<String> warnings = new ArrayList<>();

  private SettingsLoader() {}

  /// Settings from `overrides` alone.
  ///
  /// @param overrides `key=value` each; keys with or without the leading `edgemq.`, or of Pekko's
  public static LoadedSettings load(List<String> overrides) {
    return load(ConfigFactory.empty(), overrides);
  }

  /// Settings from a HOCON file with `edgemq { … }` in it.
  ///
  /// @param overrides as in [#load(List)]
  public static LoadedSettings load(Path file, List<String> overrides) {
    if (!Files.isRegularFile(file)) {
      return new Faulty(List.of(file + ": there is no such file"));
    }
    try {
      var strict = ConfigParseOptions.defaults().setAllowMissing(false);
      // Absolute, because what the library includes is looked for beside a file with a folder.
      return load(ConfigFactory.parseFile(file.toAbsolutePath().toFile(), strict), overrides);
    } catch (ConfigException e) {
      return new Faulty(List.of(withoutKeys(e)));
    }
  }

  /// Settings from a parsed configuration with `edgemq { … }` in it.
  ///
  /// @param overrides as in [#load(List)]
  public static LoadedSettings load(Config config, List<String> overrides) {
    return new SettingsLoader().merge(config, overrides);
  }

  private LoadedSettings merge(Config config, List<String> overrides) {
    Config reference = reference();
    noteStrays(config.root(), reference);
    Config own = overridden(overrides).withFallback(config);
    try {
      Config all = own.withFallback(reference).withFallback(systemProperties()).resolve();
      var defaults = reference.resolve(ConfigResolveOptions.noSystem().setAllowUnresolved(true));
      var root = new Section(object(all, ROOT), object(defaults, ROOT), ROOT, faults);
      object(all, "pekko");
      Set<String> shared = reference.root().keySet();
      NodeSettings settings =
          new SettingsReader(root, warnings)
              .read((cluster, messageBytesMax, shutdown) ->
                  PekkoPart.of(all, shared, cluster, messageBytesMax, shutdown));
      return faults.isEmpty() ? new Valid(settings) : new Faulty(faults.lines());
    } catch (ConfigException e) {
      faults.add(withoutKeys(e));
      return new Faulty(faults.lines());
    }
  }

  private ConfigObject object(Config config, String key) {
    ConfigValue value = config.root().get(key);
    if (value instanceof ConfigObject object) {
      return object;
    }
    if (value != null) {
      faults.add(key, "is not an object; allowed: " + key + " { … }", value.origin());
    }
    return ConfigFactory.empty().root();
  }

  /// Ours first: which of several `reference.conf` goes before the others is otherwise up to the
  /// order of the class path, and ours changes settings of Pekko's.
  private static Config reference() {
    Config ours = ConfigFactory.empty();
    ClassLoader loader = SettingsLoader.class.getClassLoader();
    var options = ConfigParseOptions.defaults().setOriginDescription("reference.conf");
    try {
      for (URL url : Collections.list(loader.getResources("reference.conf"))) {
        Config one = ConfigFactory.parseURL(url, options);
        ours = one.root().containsKey(ROOT) ? ours.withFallback(one) : ours;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read reference.conf", e);
    }
    return ours.withFallback(ConfigFactory.defaultReferenceUnresolved(loader));
  }

  /// For substitutions only, so nothing that would set something.
  private static Config systemProperties() {
    return ConfigFactory.systemProperties().withoutPath(ROOT).withoutPath("pekko");
  }

  private Config overridden(List<String> overrides) {
    Config config = ConfigFactory.empty();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        faults.add("-D " + Faults.shown(override) + ": is not a setting; allowed: key=value");
        continue;
      }
      String key = override.substring(0, equals).strip();
      String path = key.startsWith(ROOT + ".") || key.startsWith("pekko.") ? key : ROOT + "." + key;
      try {
        ConfigUtil.splitPath(path);
        config = config.withValue(path, overriding(key, override.substring(equals + 1).strip()));
      } catch (ConfigException _) {
        faults.add("-D " + key + ": cannot be read; allowed: key=value, the value as in HOCON");
      }
    }
    return config;
  }

  /// The value of an override: text as it stands, so that paths need no quotes, or HOCON where it
  /// looks like that.
  private static ConfigValue overriding(String key, String value) {
    String origin = "-D " + key;
    boolean isHocon =
        value.startsWith("[")
            || value.startsWith("{")
            || value.startsWith("\"")
            || value.contains("${");
    if (!isHocon) {
      return ConfigValueFactory.fromAnyRef(value, origin);
    }
    var options = ConfigParseOptions.defaults().setOriginDescription(origin);
    return ConfigFactory.parseString("v = " + value, options)
        .root()
        .getOrDefault("v", ConfigValueFactory.fromAnyRef(null))
        .withOrigin(ConfigOriginFactory.newSimple(origin));
  }

  /// Other keys beside `edgemq` are the user's own variables, unless they look like a slip.
  private void noteStrays(ConfigObject root, Config reference) {
    Set<String> sections = object(reference, ROOT).keySet();
    root.forEach((key, value) -> {
      if (key.equals(ROOT) || key.equals("pekko")) {
        return;
      }
      if (EditDistance.between(key, ROOT) <= 2) {
        faults.add(key, "there is no such section; did you mean " + ROOT + "?", value.origin());
      } else if (sections.contains(key)) {
        warnings.add(key + ": has no effect outside " + ROOT + " { … }");
      }
    });
  }

  private static String withoutKeys(ConfigException e) {
    String text = String.valueOf(e.getMessage());
    String place = e.origin() == null ? "" : e.origin().description();
    String rest = text.startsWith(place) ? text.substring(place.length()) : text;
    // What a substitution names is not a value, and people need to read it.
    boolean isName = e instanceof ConfigException.UnresolvedSubstitution;
    return Redaction.withoutKeys(place + (isName ? rest : LONG_WORD.matcher(rest).replaceAll("…")));
  }
}
