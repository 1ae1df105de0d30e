package io.edgemq.ops.replay;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.ops.tools.FrameFields;
import io.edgemq.storage.commit.CommitMarker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Frames as NDJSON: tenant, endpoint, instance, partition (where the endpoint has several), epoch,
/// segment and offset, as a 202 names them, and then as `edgemq segment cat`.
final class LinesTarget implements FrameTarget {
  private static final int BUFFER_BYTES = 64 << 10;

  private final JsonGenerator json;
  private final FrameFields fields;

  LinesTarget(OutputStream out) throws IOException {
    json =
        new JsonFactory()
            .createGenerator(new BufferedOutputStream(out, BUFFER_BYTES), JsonEncoding.UTF8);
    json.setRootValueSeparator(null); // every line is ended, the last too
    fields = new FrameFields(json);
  }

  @Override
  public void take(LogCursor at) throws OutputFailed {
    try {
      write(at);
    } catch (IOException e) {
      throw new OutputFailed(e);
    }
  }

  @Override
  public void finish() throws OutputFailed {
    try {
      json.flush();
    } catch (IOException e) {
      throw new OutputFailed(e);
    }
  }

  private void write(LogCursor at) throws IOException {
    CommitMarker marker = at.segment().marker();
    json.writeStartObject();
    json.writeStringField("tenant", marker.tenant());
    json.writeStringField("endpoint", marker.endpoint());
    json.writeStringField("instance", marker.instance());
    if (marker.partition() != null) {
      json.writeNumberField("partition", marker.partition());
    }
    json.writeNumberField("epoch", marker.epoch());
    json.writeNumberField("segment", marker.segment());
    json.writeNumberField("offset", at.frame().offset());
    fields.write(at.raw(), at.frame());
    json.writeEndObject();
    json.writeRaw('\n');
  }
}
