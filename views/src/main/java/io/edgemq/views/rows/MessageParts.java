package io.edgemq.views.rows;

import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes messages apart as [RowReader] does, for whoever wants to know what there is in them: what
/// is JSON here is JSON there, of members with the same name the last one counts, and what fits a
/// type here is cast to it there. Not for use by several threads.
public final class MessageParts {
  /// What a value of JSON is.
  public enum PartKind {
    NULL,
    BOOLEAN,
    NUMBER,
    TEXT,
    OBJECT,
    ARRAY
  }

  /// A value of a message. Valid as long as the bytes of the message do not change.
  public static final class Part {
    private final @Nullable Object value;

    private Part(@Nullable Object value) {
      this.value = value;
    }

    /// What it is.
    public PartKind kind() {
      return switch (value) {
        case null -> PartKind.NULL;
        case JsonString _ -> PartKind.TEXT;
        case JsonNumber _ -> PartKind.NUMBER;
        case JsonText text -> text.isArray() ? PartKind.ARRAY : PartKind.OBJECT;
        default -> PartKind.BOOLEAN;
      };
    }

    /// Text as it is meant, anything else as it is written.
    public String text() {
      return switch (value) {
        case null -> "null";
        case JsonText text -> text.toString();
        default -> Texts.of(value);
      };
    }
  }

  private final MessageReader reader;
  private final JsonReader json = new JsonReader();
  private final @Nullable Object[] whole = new Object[1];

  /// Parts of nothing yet.
  public MessageParts() {
    var projection = new Projection();
    projection.slot(new JsonPath(List.of()));
    reader = new MessageReader(projection);
  }

  /// The message in `[from, to)`; empty if it is not JSON.
  public Optional<Part> message(byte[] bytes, int from, int to) {
    try {
      reader.read(bytes, from, to, whole, null);
      return Optional.of(new Part(whole[0]));
    } catch (NotJson _) {
      return Optional.empty();
    }
  }

  /// The members of an object by name, in their order; of anything else none.
  public Map<String, Part> members(Part object) {
    Map<String, Part> parts = new LinkedHashMap<>();
    if (object.value instanceof JsonText text && !text.isArray()) {
      Map<String, JsonText> members = new LinkedHashMap<>();
      try {
        reader.read(text.bytes(), text.from(), text.to(), whole, members);
      } catch (NotJson _) { // names that collide, by a hair
        return parts;
      }
      members.forEach((name, member) -> parts.put(name, new Part(json.scalar(member))));
    }
    return parts;
  }

  /// The elements of an array; of anything else none.
  public List<Part> elements(Part array) {
    if (array.value instanceof JsonText text && text.isArray()) {
      try {
        return json.elements(text).stream().map(Part::new).toList();
      } catch (Unfit _) { // names that collide, by a hair
      }
    }
    return List.of();
  }

  /// Whether a topic matches an MQTT topic filter, as `topic_matches` has it.
  public static boolean topicMatches(String topic, String filter) {
    return TextFunctions.topicMatches(topic, filter);
  }

  /// Whether the strict cast to a type takes the value; null fits all types.
  public boolean fits(Part part, Type type) {
    try {
      Object _ = new Cast(type, json).apply(part.value);
      return true;
    } catch (Unfit _) {
      return false;
    }
  }
}
