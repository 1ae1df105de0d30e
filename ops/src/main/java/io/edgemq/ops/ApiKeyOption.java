package io.edgemq.ops;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// The API key that a client sends.
final class ApiKeyOption {
  /// The environment variable with the key.
  static final String VARIABLE = "EDGEMQ_API_KEY";

  /// What is wrong with a key that cannot be one.
  static final String IMPOSSIBLE = "it has blanks in it, or something that is not ASCII";

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description =
          "The API key. Better in the variable "
              + VARIABLE
              + ": arguments are seen by everybody on"
              + " this machine (ps)")
  private @Nullable String key;

  /// The key; wrong usage if there is none, or one that cannot be.
  String value(@Nullable CommandSpec spec) {
    String value = key == null ? System.getenv(VARIABLE) : key;
    if (value == null || value.isBlank()) {
      throw wrong(
          spec,
          "a key is needed: set the variable "
              + VARIABLE
              + ", or --api-key; \"edgemq admin key create\" makes one");
    }
    if (!isPossible(value.strip())) {
      throw wrong(spec, "the key is no key: " + IMPOSSIBLE);
    }
    return value.strip();
  }

  /// Whether it can be a key.
  static boolean isPossible(String key) {
    return key.matches("[!-~]+");
  }

  private static ParameterException wrong(@Nullable CommandSpec spec, String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }
}
