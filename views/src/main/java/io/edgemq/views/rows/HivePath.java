package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Folders that are named by values, Hive style: `name=value`, where all bytes of the UTF-8 but
/// letters, digits and `-_.~` are escaped as in URLs (docs/format/objects.md).
public final class HivePath {
  /// The value of null.
  public static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  /// What a file system takes as the name of a folder.
  public static final int FOLDER_BYTES_MAX = 255;

  /// What a character takes at most: three bytes, three characters for each.
  private static final int ESCAPED_MAX = 9;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private HivePath() {}

  /// The text of a value of [Row], as DuckDB writes it; null of null.
  public static @Nullable String text(@Nullable Object value) {
    return value == null ? null : Texts.of(value);
  }

  /// The path of values under their names, the outermost first, without slashes around it.
  public static String of(Map<String, @Nullable String> values) {
    var path = new StringJoiner("/");
    for (Map.Entry<String, @Nullable String> it : values.entrySet()) {
      path.add(folder(it.getKey(), it.getValue()));
    }
    return path.toString();
  }

  /// @throws Unfit if a file system would not take the name of the folder
  static void checkFolder(String name, String value) throws Unfit {
    if (name.length() + 1 + (long) value.length() * ESCAPED_MAX <= FOLDER_BYTES_MAX) {
      return;
    }
    int bytes = folder(name, value).length();
    if (bytes > FOLDER_BYTES_MAX) {
      throw Unfit.range(
          "a folder name of %d bytes; at most %d are allowed".formatted(bytes, FOLDER_BYTES_MAX));
    }
  }

  /// The name of one folder. A text that is written like null (or like `NULL`, which DuckDB takes
  /// for null) has its first character escaped.
  static String folder(String name, @Nullable String value) {
    if (value == null) {
      return name + '=' + NULL;
    }
    var folder = new StringBuilder(name).append('=');
    boolean isLikeNull = value.toUpperCase(Locale.ROOT).equals("NULL") || value.equals(NULL);
    byte[] bytes = value.getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (isPlain(bytes[i]) && !(isLikeNull && i == 0)) {
        folder.append((char) bytes[i]);
      } else {
        folder.append('%').append(HEX.toHexDigits(bytes[i]));
      }
    }
    return folder.toString();
  }

  private static boolean isPlain(byte it) {
    return (it >= 'a' && it <= 'z')
        || (it >= 'A' && it <= 'Z')
        || (it >= '0' && it <= '9')
        || it == '-'
        || it == '_'
        || it == '.'
        || it == '~';
  }
}
