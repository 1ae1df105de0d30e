package io.edgemq.cluster.directory;

import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.wal.Names;
import java.util.Arrays;
import java.util.Optional;

/// Which document.
///
/// @param name `NAME`, or `TENANT/NAME`, as its kind has it
public record DocumentName(DocumentKind kind, String name) {
  private static final String ENDING = ".json";
  private static final String VERSION = "[0-9]{8}";
  private static final int VERSION_DIGITS = 8;

  /// The highest version.
  static final int VERSION_MAX = 99_999_999;

  /// @throws IllegalArgumentException if it is no name of such a document
  public DocumentName {
    String[] names = name.split("/", -1);
    boolean isTaken = kind == DocumentKind.TENANTS && name.equals(ObjectKeys.CONTROL);
    if (names.length != kind.names() || !Arrays.stream(names).allMatch(Names::isName) || isTaken) {
      throw new IllegalArgumentException(
          "that is no name among %s; allowed: %s%s, each %s"
              .formatted(
                  kind.label(),
                  kind.names() == 2 ? "TENANT/NAME" : "NAME",
                  kind == DocumentKind.TENANTS ? " other than " + ObjectKeys.CONTROL : "",
                  Names.RULE));
    }
  }

  /// One version of a document.
  record Version(DocumentName name, int number) {
    /// Where it lies.
    String key() {
      return "%s%08d%s".formatted(name.folder(), number, ENDING);
    }
  }

  /// The first of its names.
  public String tenant() {
    return name.substring(0, Math.max(name.indexOf('/'), 0));
  }

  /// The last of its names.
  public String last() {
    return name.substring(name.indexOf('/') + 1);
  }

  /// The folder of its versions.
  String folder() {
    return ObjectKeys.CONTROL + "/" + this + "/";
  }

  /// The version at a key below `control/`; nothing if it is something else.
  static Optional<Version> versionAt(String key) {
    String[] parts = key.split("/", -1);
    for (DocumentKind kind : DocumentKind.values()) {
      if (parts.length == 3 + kind.names() && parts[1].equals(kind.label())) {
        return versionOf(kind, parts);
      }
    }
    return Optional.empty();
  }

  private static Optional<Version> versionOf(DocumentKind kind, String[] parts) {
    String file = parts[parts.length - 1];
    if (!file.matches(VERSION + "\\" + ENDING)) {
      return Optional.empty();
    }
    int number = Integer.parseInt(file.substring(0, VERSION_DIGITS));
    String name = kind.names() == 2 ? parts[2] + "/" + parts[3] : parts[2];
    try {
      return number == 0
          ? Optional.empty()
          : Optional.of(new Version(new DocumentName(kind, name), number));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// `kind/name`, as in keys.
  @Override
  public String toString() {
    return kind.label() + "/" + name;
  }
}
