package io.edgemq.ingest.http.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random JSON texts.
final class RandomJson {
  private static final String[] SCALARS = {
    "0", "-12.5e+3", "true", "false", "null", "1234567890123"
  };
  private static final String[] STRINGS = {
    "a", " ", ",", "[", "]", "{", "}", ":", "\\\"", "\\\\", "\\n", "\\u00e4", "/", "\u00c3\u00a4"
  };

  private RandomJson() {}

  /// Appends a body, mostly an array.
  static void body(Random random, StringBuilder to) {
    if (random.nextInt(5) == 0) {
      to.append(space(random)).append(value(random, 3)).append(space(random));
    } else {
      to.append(array(random, elements(random)));
    }
  }

  static List<String> elements(Random random) {
    var elements = new ArrayList<String>();
    for (int i = random.nextInt(10); i > 0; i--) {
      elements.add(value(random, random.nextInt(6)));
    }
    return elements;
  }

  /// An array of these elements, with white space here and there.
  static String array(Random random, List<String> elements) {
    var array = new StringBuilder(space(random)).append('[').append(space(random));
    for (int i = 0; i < elements.size(); i++) {
      array.append(i == 0 ? "" : ",").append(space(random));
      array.append(elements.get(i)).append(space(random));
    }
    return array.append(']').append(space(random)).toString();
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 2 : 4)) {
      case 0 -> SCALARS[random.nextInt(SCALARS.length)];
      case 1 -> string(random);
      case 2 -> {
        var nested = new ArrayList<String>();
        for (int i = random.nextInt(4); i > 0; i--) {
          nested.add(value(random, depth - 1));
        }
        yield array(random, nested).strip();
      }
      default -> {
        var object = new StringBuilder("{").append(space(random));
        for (int i = random.nextInt(4); i > 0; i--) {
          object.append(string(random)).append(space(random)).append(':').append(space(random));
          object.append(value(random, depth - 1)).append(i == 1 ? "" : ",").append(space(random));
        }
        yield object.append('}').toString();
      }
    };
  }

  private static String string(Random random) {
    var string = new StringBuilder("\"");
    for (int i = random.nextInt(8); i > 0; i--) {
      string.append(STRINGS[random.nextInt(STRINGS.length)]);
    }
    return string.append('"').toString();
  }

  private static String space(Random random) {
    return random.nextInt(3) > 0 ? "" : " \t\r\n".repeat(2).substring(random.nextInt(8));
  }
}
