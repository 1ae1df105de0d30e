package io.edgemq.ops.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.ListOf;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.rows.Blob;
import io.edgemq.views.rows.Row;
import io.edgemq.views.rows.Texts;
import io.edgemq.views.sample.Preview;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `edgemq view preview` tells programs: one JSON document. Numbers have all their digits,
/// timestamps are ISO-8601 in UTC, blobs base64, and `json` columns what they say.
public record PreviewJson(Preview preview) {
  /// Members that somebody has to say besides.
  @FunctionalInterface
  public interface More {
    /// Writes them into the document's object.
    void write(JsonGenerator json) throws IOException;
  }

  /// The document.
  public String text() {
    return text(_ -> {});
  }

  /// The document with further members at its end.
  public String text(More more) {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
      json.writeStartObject();
      counts(json);
      columns(json);
      rows(json);
      deadLetters(json);
      more.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return text.toString();
  }

  private void counts(JsonGenerator json) throws IOException {
    json.writeStringField("view", preview.view().name());
    json.writeNumberField("version", preview.view().version());
    json.writeNumberField("frames", preview.counts().framesIn());
    json.writeNumberField("rowsIn", preview.counts().rowsIn());
    json.writeNumberField("rowsOut", preview.counts().rowsOut());
    json.writeNumberField("filtered", preview.counts().filtered());
    json.writeNumberField("deadLettered", preview.counts().deadLettered());
    json.writeNumberField("partitionsSeen", preview.folders());
    json.writeBooleanField("partitionsEstimated", preview.areFoldersEstimated());
  }

  private void columns(JsonGenerator json) throws IOException {
    ViewDefinition view = preview.view();
    json.writeArrayFieldStart("columns");
    int place = 0;
    for (Column column : view.columns()) {
      column(json, column.name(), column.type(), preview.nulls(place++));
    }
    if (view.rescue().isPresent()) {
      column(json, view.rescue().get(), Plain.JSON, preview.nulls(place));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("partitions");
    for (Partition partition : view.output().partitions()) {
      json.writeStartObject();
      json.writeStringField("name", partition.name());
      json.writeStringField("type", partition.type().label());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void column(JsonGenerator json, String name, Type type, long nulls)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("type", type.label());
    json.writeNumberField("nulls", nulls);
    json.writeEndObject();
  }

  private void rows(JsonGenerator json) throws IOException {
    ViewDefinition view = preview.view();
    List<String> names = PreviewText.names(view);
    json.writeArrayFieldStart("rows");
    for (Row row : preview.rows()) {
      json.writeStartObject();
      json.writeObjectFieldStart("values");
      for (int i = 0; i < names.size(); i++) {
        json.writeFieldName(names.get(i));
        Type type = i < view.columns().size() ? view.columns().get(i).type() : Plain.JSON;
        value(json, row.values().get(i), type);
      }
      json.writeEndObject();
      json.writeObjectFieldStart("partitions");
      List<Partition> partitions = view.output().partitions();
      for (int i = 0; i < partitions.size(); i++) {
        json.writeFieldName(partitions.get(i).name());
        value(json, row.partitions().get(i), partitions.get(i).type());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void value(JsonGenerator json, @Nullable Object value, Type type)
      throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean it -> json.writeBoolean(it);
      case Long it -> json.writeNumber(it);
      case BigDecimal it -> json.writeNumber(it);
      case Double it when Double.isFinite(it) -> json.writeNumber(it);
      case Float it when Float.isFinite(it) -> json.writeNumber(it);
      case String it when type == Plain.JSON -> json.writeRawValue(it);
      case String it -> json.writeString(it);
      case LocalDateTime it ->
          json.writeString(it.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME) + "Z");
      case Blob(byte[] bytes) -> json.writeBinary(bytes);
      case List<?> list -> {
        json.writeStartArray();
        Type element = type instanceof ListOf(Type it) ? it : type;
        for (Object it : list) {
          value(json, it, element);
        }
        json.writeEndArray();
      }
      default -> json.writeString(Texts.of(value));
    }
  }

  private void deadLetters(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("deadLetters");
    for (Preview.Buried it : preview.deadLetters()) {
      json.writeStartObject();
      json.writeStringField("file", it.file());
      json.writeNumberField(it.isLine() ? "line" : "offset", it.place());
      if (it.letter().item().isPresent()) {
        json.writeNumberField("item", it.letter().item().getAsInt());
      }
      json.writeStringField("column", it.letter().column().orElse(null));
      json.writeStringField("reason", it.letter().reason().label());
      json.writeStringField("detail", it.letter().detail());
      json.writeStringField("payload", it.payload());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
