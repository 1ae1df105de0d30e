package io.edgemq.views.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// From bytes to the nodes of one YAML document. What comes through is safe to walk along: it has
/// no circles, is not deep, and is not large with its aliases put in.
final class YamlDocument {
  /// Numbers, booleans and null are those of YAML 1.2: `yes` and `2020-01-01` are text.
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setUseMarks(true)
          .setMaxAliasesForCollections(Integer.MAX_VALUE)
          .build();

  private YamlDocument() {}

  /// The root of the document; empty after a fault.
  static Optional<Located> read(byte[] bytes, Faults faults) {
    if (bytes.length > ViewReader.YAML_BYTES_MAX) {
      faults.add(Place.START, "has more than " + ViewReader.YAML_BYTES_MAX + " bytes");
      return Optional.empty();
    }
    return decode(bytes, faults).flatMap(it -> compose(it, faults));
  }

  private static Optional<String> decode(byte[] bytes, Faults faults) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.length);
    ByteBuffer left = ByteBuffer.wrap(bytes);
    CoderResult result = decoder.decode(left, text, true);
    text.flip();
    if (result.isError()) {
      faults.add(end(text.toString()), "is not UTF-8");
      return Optional.empty();
    }
    boolean hasMark = !text.isEmpty() && text.charAt(0) == '\uFEFF';
    return Optional.of(hasMark ? text.subSequence(1, text.length()).toString() : text.toString());
  }

  private static Optional<Located> compose(String text, Faults faults) {
    try {
      Optional<Fault> fault = new YamlLimits().exceeded(text, SETTINGS);
      if (fault.isPresent()) {
        Fault it = fault.get();
        faults.add(new Place(it.line(), it.column(), it.path()), it.message());
        return Optional.empty();
      }
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      if (root.isEmpty()) {
        faults.add(Place.START, "is empty");
      }
      return root.map(it -> new Located(it, ""));
    } catch (MarkedYamlEngineException e) {
      Place place = e.getProblemMark().map(it -> Place.of(it, "")).orElse(Place.START);
      faults.add(place, "is not YAML: " + oneLine(e.getProblem()));
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      faults.add(
          end(before),
          "is not YAML: a character that has no place in it, U+%04X".formatted(e.getCodePoint()));
    } catch (YamlVersionException _) {
      faults.add(Place.START, "is not YAML 1.2");
    } catch (YamlEngineException e) {
      faults.add(Place.START, "is not YAML: " + oneLine(String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  private static Place end(String before) {
    int lineStart = before.lastIndexOf('\n') + 1;
    int line = 1 + (int) before.chars().filter(it -> it == '\n').count();
    return new Place(line, 1 + before.codePointCount(lineStart, before.length()), "");
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
