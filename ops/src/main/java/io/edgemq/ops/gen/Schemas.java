package io.edgemq.ops.gen;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The schemas that there are, each with its view.
public final class Schemas {
  private static final List<Schema> ALL =
      List.of(new IotSensors(), new Vehicles(), new Clickstream(), new Factory());

  private Schemas() {}

  /// Their names.
  public static List<String> names() {
    return ALL.stream().map(Schema::name).toList();
  }

  static Optional<Schema> named(String name) {
    return ALL.stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /// The definition of the view of a schema, YAML.
  ///
  /// @param name one of [#names]
  public static byte[] view(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Schemas.class.getResourceAsStream(name + ".yaml"))) {
      return in.readAllBytes();
    }
  }
}
