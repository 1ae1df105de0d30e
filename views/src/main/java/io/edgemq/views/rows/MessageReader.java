package io.edgemq.views.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.edgemq.views.rows.Projection.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what a [Projection] wants out of JSON values, in one pass over each; the rest is skipped,
/// but still checked. Not for use by several threads.
///
/// Of members with the same name the last one counts, with all that is below it. A value must be
/// the only one, in UTF-8 without a byte order mark, at most [#DEPTH_MAX] deep, and no name may
/// have a surrogate that stands alone.
final class MessageReader {
  /// Objects and arrays within each other: Jackson's own bound. More is no message but an attack on
  /// whoever reads it by recursion.
  static final int DEPTH_MAX = 1_000;

  /// Only depth is bounded: the bytes of a message bound everything else, and numbers are kept as
  /// text.
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH_MAX)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxDocumentLength(-1)
          .maxTokenCount(-1)
          .build();

  private final Projection projection;
  private JsonFactory factory = factory();

  /// Where spans point into, and what the parser's positions count from.
  private byte[] bytes = new byte[0];

  private int base;

  MessageReader(Projection projection) {
    this.projection = projection;
  }

  /// Reads one value.
  ///
  /// @param slots filled with what is wanted; [Projection#slots()] of them
  /// @param rest filled with the members of the value, if it is an object, by name; null if nobody
  ///   wants them
  void read(
      byte[] bytes,
      int from,
      int to,
      @Nullable Object[] slots,
      @Nullable Map<String, JsonText> rest)
      throws NotJson {
    if (!Utf8.isValid(bytes, from, to)) {
      throw new NotJson("it is not UTF-8");
    }
    run(
        bytes,
        from,
        to,
        parser -> {
          Arrays.fill(slots, null);
          if (rest != null) {
            rest.clear();
          }
          if (parser.nextToken() == null) {
            throw new NotJson("it is empty");
          }
          value(parser, projection.root(), slots, rest);
          if (parser.nextToken() != null) {
            throw new NotJson("there is more behind its value");
          }
        });
  }

  /// Reads an array that is known to be sound, element by element. Until that is done the reader
  /// reads nothing else.
  Elements elements(JsonText array) {
    try {
      return new Elements(array);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The elements of an array.
  final class Elements {
    private final JsonText array;
    private JsonParser parser;
    private int done;

    private Elements(JsonText array) throws IOException {
      this.array = array;
      bytes = array.bytes();
      base = array.from();
      parser = open();
    }

    /// Reads one more.
    ///
    /// @param slots filled with what is wanted of it; [Projection#slots()] of them
    /// @return whether there is one
    /// @throws Unfit if it cannot be read, after all
    boolean next(@Nullable Object[] slots) throws Unfit {
      try {
        try {
          return read(slots);
        } catch (StreamConstraintsException _) { // as in parseWithNewTable
          factory = factory();
          parser = open();
          for (int i = 0; i < done; i++) {
            parser.nextToken();
            parser.skipChildren();
          }
          return read(slots);
        }
      } catch (StreamConstraintsException e) { // names that collide, by a hair
        throw new Unfit(Reason.NOT_JSON, e.getOriginalMessage());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private JsonParser open() throws IOException {
      JsonParser opened = factory.createParser(bytes, base, array.to() - base);
      opened.nextToken();
      return opened;
    }

    private boolean read(@Nullable Object[] slots) throws IOException {
      Arrays.fill(slots, null);
      if (parser.nextToken() == JsonToken.END_ARRAY) {
        parser.close();
        return false;
      }
      value(parser, projection.root(), slots, null);
      done++;
      return true;
    }
  }

  private interface Pass {
    void over(JsonParser parser) throws IOException, NotJson;
  }

  private void run(byte[] bytes, int from, int to, Pass pass) throws NotJson {
    this.bytes = bytes;
    base = from;
    try {
      try {
        parse(from, to, pass);
      } catch (StreamConstraintsException _) {
        parseWithNewTable(from, to, pass);
      }
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation(); // none where it is too deep
      throw new NotJson(
          e.getOriginalMessage() + (place == null ? "" : " (byte " + place.getByteOffset() + ")"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Once more, where the limit may be that of the parser's table of names: names of many messages
  /// can be made to collide there. One message whose own names do is none.
  private void parseWithNewTable(int from, int to, Pass pass) throws IOException, NotJson {
    factory = factory();
    try {
      parse(from, to, pass);
    } catch (StreamConstraintsException e) {
      factory = factory();
      throw e;
    }
  }

  private void parse(int from, int to, Pass pass) throws IOException, NotJson {
    try (JsonParser parser = factory.createParser(bytes, from, to - from)) {
      pass.over(parser);
    }
  }

  /// Takes the value that the parser stands at; behind it, the parser stands at its end.
  private void value(
      JsonParser parser, Node node, @Nullable Object[] slots, @Nullable Map<String, JsonText> rest)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (!token.isStructStart()) {
      if (node.isWanted()) {
        slots[node.slot()] = scalar(parser);
      }
      return;
    }
    int from = node.isWanted() ? position(parser) : 0;
    if (token == JsonToken.START_OBJECT) {
      object(parser, node, slots, rest);
    } else {
      array(parser, node, slots);
    }
    if (node.isWanted()) {
      slots[node.slot()] = new JsonText(bytes, from, position(parser) + 1);
    }
  }

  private void object(
      JsonParser parser, Node node, @Nullable Object[] slots, @Nullable Map<String, JsonText> rest)
      throws IOException {
    if (!node.hasMembers() && rest == null) {
      parser.skipChildren();
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      Node member = node.member(name);
      int from = rest == null ? 0 : position(parser);
      if (member == null) {
        parser.skipChildren();
      } else {
        member.clear(slots);
        value(parser, member, slots, null);
      }
      if (rest != null) {
        parser.finishToken();
        rest.put(name, new JsonText(bytes, from, end(parser)));
      }
    }
  }

  private void array(JsonParser parser, Node node, @Nullable Object[] slots) throws IOException {
    if (!node.hasElements()) {
      parser.skipChildren();
      return;
    }
    for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      Node element = node.element(index);
      if (element == null) {
        parser.skipChildren();
      } else {
        value(parser, element, slots, null);
      }
    }
  }

  private static @Nullable Object scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> new JsonString(JsonQuotes.withoutLoneSurrogates(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          JsonNumber.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /// Of the current token, in `bytes`.
  private int position(JsonParser parser) {
    return base + (int) parser.currentTokenLocation().getByteOffset();
  }

  /// Behind the current token, which has been read to its end.
  private int end(JsonParser parser) {
    return base + (int) parser.currentLocation().getByteOffset();
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(CONSTRAINTS)
        .disable(JsonFactory.Feature.CHARSET_DETECTION)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }
}
