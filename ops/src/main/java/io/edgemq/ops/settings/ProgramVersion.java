package io.edgemq.ops.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/// Which version of the program this is.
public final class ProgramVersion {
  private static final String PROPERTIES = "/META-INF/maven/io.edgemq/edgemq-ops/pom.properties";

  private ProgramVersion() {}

  /// The version that the jar says; nothing where there is no jar, as in tests.
  public static Optional<String> ofJar() {
    var properties = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream(PROPERTIES)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + PROPERTIES, e);
    }
    return Optional.ofNullable(properties.getProperty("version"));
  }
}
