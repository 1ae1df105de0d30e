package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.JsonPath.Index;
import io.edgemq.views.definition.JsonPath.Member;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON value as a tree, of characters rather than bytes: the plain way to do what
/// [MessageReader] does in one pass.
///
/// @param text as it is written
/// @param string decoded, if it is a string
/// @param members if it is an object
/// @param elements if it is an array
record Tree(
    String text,
    @Nullable String string,
    @Nullable Map<String, Tree> members,
    @Nullable List<Tree> elements) {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNestingDepth(MessageReader.DEPTH_MAX)
                  .build())
          .build();

  /// Null if the bytes are not one value.
  static @Nullable Tree of(byte[] bytes) {
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return null;
      }
      Tree tree = read(parser, text);
      return parser.nextToken() == null ? tree : null;
    } catch (IOException _) {
      return null;
    }
  }

  private static Tree read(JsonParser parser, String text) throws IOException {
    int from = (int) parser.currentTokenLocation().getCharOffset();
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Tree> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          if (!sound(name).equals(name)) {
            throw new IOException("a lone surrogate in a name");
          }
          parser.nextToken();
          members.put(name, read(parser, text));
        }
        yield new Tree(written(parser, text, from), null, members, null);
      }
      case START_ARRAY -> {
        List<Tree> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(parser, text));
        }
        yield new Tree(written(parser, text, from), null, null, elements);
      }
      case VALUE_STRING -> {
        String string = parser.getText();
        yield new Tree(written(parser, text, from), string, null, null);
      }
      default -> new Tree(parser.getText(), null, null, null);
    };
  }

  private static String written(JsonParser parser, String text, int from) {
    return text.substring(from, (int) parser.currentLocation().getCharOffset());
  }

  @Nullable Tree at(JsonPath path) {
    Tree at = this;
    for (JsonPath.Step step : path.steps()) {
      at =
          switch (step) {
            case Member(String name) -> at.members == null ? null : at.members.get(name);
            case Index(int index) ->
                at.elements == null || index >= at.elements.size() ? null : at.elements.get(index);
          };
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  boolean isNull() {
    return text.equals("null");
  }

  /// What a `json` column shows.
  static String json(@Nullable Tree tree) {
    if (tree == null || tree.isNull()) {
      return "NULL";
    }
    return tree.string == null ? tree.text : JsonQuotes.quoted(sound(tree.string));
  }

  /// What a `varchar` column shows.
  static String varchar(@Nullable Tree tree) {
    if (tree == null || tree.isNull()) {
      return "NULL";
    }
    return tree.string == null ? tree.text : sound(tree.string);
  }

  /// What a `rescue` column shows beside columns that read some members.
  String rest(List<String> read) {
    if (members == null) {
      return "NULL";
    }
    List<String> rest =
        members.entrySet().stream()
            .filter(it -> !read.contains(it.getKey()))
            .map(it -> JsonQuotes.quoted(sound(it.getKey())) + ":" + it.getValue().text)
            .toList();
    return rest.isEmpty() ? "NULL" : "{" + String.join(",", rest) + "}";
  }

  /// Through UTF-8 and back, which lone surrogates do not survive.
  private static String sound(String text) {
    return text.codePoints()
        .map(it -> it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE ? 0xFFFD : it)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
