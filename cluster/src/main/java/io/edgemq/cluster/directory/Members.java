package io.edgemq.cluster.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Takes the members out of an object of a document, and knows which nobody asked for. Whatever is
/// not as it should be is an [IllegalArgumentException] that says where, what, and what is allowed.
final class Members {
  private final ObjectNode object;
  private final String path;
  private final Set<String> asked = new HashSet<>();

  /// @param path of the object, empty or ending at a `.`
  Members(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  Optional<Integer> number(String name, int min, int max) {
    return member(name, it -> Math.toIntExact(integer(name, it, min, max)));
  }

  Optional<Long> number(String name, long min, long max) {
    return member(name, it -> integer(name, it, min, max));
  }

  /// A number, or the word `off`.
  Optional<Long> numberOrOff(String name, long min, long max, long off) {
    return member(
        name,
        it -> it.isTextual() && it.textValue().equals("off") ? off : integer(name, it, min, max));
  }

  Optional<Boolean> flag(String name) {
    return member(
        name,
        it -> {
          if (!it.isBoolean()) {
            throw wrong(name, "is no switch", "true, false");
          }
          return it.booleanValue();
        });
  }

  /// A text of at least one character.
  Optional<String> text(String name) {
    return member(name, it -> text(name, it));
  }

  /// A list of texts, each of which is read by `element`.
  <T> Optional<List<T>> texts(String name, Function<String, T> element) {
    return member(
        name,
        it -> {
          if (!it.isArray()) {
            throw wrong(name, "is no list", "[ … ]");
          }
          List<T> read = new ArrayList<>();
          for (JsonNode each : it) {
            T one = element.apply(text(name, each));
            if (read.contains(one)) {
              throw wrong(name, "names something twice", "each once");
            }
            read.add(one);
          }
          return List.copyOf(read);
        });
  }

  Optional<Members> object(String name) {
    return member(
        name,
        it -> {
          if (!(it instanceof ObjectNode inner)) {
            throw wrong(name, "is no object", "{ … }");
          }
          return new Members(inner, path + name + ".");
        });
  }

  /// The names of all members.
  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /// What is there and was not asked for.
  List<String> others() {
    List<String> others = new ArrayList<>();
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!asked.contains(name)) {
            others.add(path + shown(name));
          }
        });
    return others;
  }

  /// The fault of a member.
  IllegalArgumentException wrong(String name, String what, String allowed) {
    return new IllegalArgumentException(path + name + " " + what + "; allowed: " + allowed);
  }

  private long integer(String name, JsonNode value, long min, long max) {
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      throw wrong(name, "is out of range", "%d to %d".formatted(min, max));
    }
    return value.longValue();
  }

  private String text(String name, JsonNode value) {
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw wrong(name, "has no text", "a text");
    }
    return value.textValue();
  }

  private <T> Optional<T> member(String name, Function<JsonNode, T> read) {
    asked.add(name);
    JsonNode value = object.get(name);
    return value == null ? Optional.empty() : Optional.of(read.apply(value));
  }

  /// A name that anybody may have chosen, for messages.
  private static String shown(String name) {
    String plain = name.replaceAll("[^ -~]", "?");
    return plain.length() <= 40 ? plain : plain.substring(0, 40) + "…";
  }
}
