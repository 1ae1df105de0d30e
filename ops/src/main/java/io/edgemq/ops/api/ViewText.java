package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.Fault;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.ViewDefinition;
import java.util.List;
import java.util.regex.Pattern;

/// Definitions of views as texts that were sent.
final class ViewText {
  private static final Pattern VERSION = Pattern.compile("(?m)^version:[ \\t]*[0-9]+");

  private ViewText() {}

  /// A definition without faults.
  ///
  /// @param name that it has to have
  /// @throws ApiProblem with all faults
  static PublishedView sound(String yaml, String name) throws ApiProblem {
    ViewDefinition definition =
        switch (ViewReader.read(yaml.getBytes(UTF_8))) {
          case CheckedView.Valid(var valid) -> valid;
          case CheckedView.Faulty(List<Fault> faults) ->
              throw ApiProblem.unprocessable("The definition has faults.", json(faults));
        };
    if (!definition.name().equals(name)) {
      throw ApiProblem.unprocessable(
          "The definition is that of %s, and not of %s.".formatted(definition.name(), name));
    }
    return new PublishedView(definition, yaml);
  }

  /// The same view with another version in its text.
  static PublishedView withVersion(PublishedView view, int version) throws ApiProblem {
    if (view.definition().version() == version) {
      return view;
    }
    PublishedView other =
        sound(
            VERSION.matcher(view.yaml()).replaceFirst("version: " + version),
            view.definition().name());
    if (other.definition().version() != version) {
      throw ApiProblem.unprocessable(
          "The version of the definition is not on a line of its own, so it cannot be changed to %d."
              .formatted(version));
    }
    return other;
  }

  static ArrayNode json(List<Fault> faults) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    faults.forEach(it ->
        all.addObject()
            .put("line", it.line())
            .put("column", it.column())
            .put("path", it.path())
            .put("message", it.message()));
    return all;
  }
}
