package io.edgemq.ops.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// What `--json` prints: one JSON object on several lines.
public final class JsonText {
  private JsonText() {}

  /// The members of the object.
  public interface Members {
    /// Writes them.
    void write(JsonGenerator json) throws IOException;
  }

  /// An object as text.
  public static String of(Members members) {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return text.toString();
  }
}
