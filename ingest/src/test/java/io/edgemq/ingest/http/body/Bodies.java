package io.edgemq.ingest.http.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.edgemq.ingest.http.body.BodyOutcome.Frames;
import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Bodies for tests, and what is in the frames that were made of them. A text stands for the bytes
/// it has in ISO 8859-1, so that it can stand for any bytes.
public final class Bodies {
  static final long TIMESTAMP_MS = 1_700_000_000_000L;

  static final String NDJSON = "application/x-ndjson";
  static final String JSON = "application/json";
  static final String RECORD_IO = "application/vnd.recordio";
  static final String OCTETS = "application/octet-stream";

  private Bodies() {}

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static IngestBody begin(String contentType, BodyLimits limits) {
    return IngestBody.begin(contentType, null, limits, TIMESTAMP_MS);
  }

  /// What becomes of a body that comes in one chunk.
  static BodyOutcome outcome(String contentType, String body) {
    return outcome(contentType, null, BodyLimits.DEFAULT, bytes(body));
  }

  static BodyOutcome outcome(
      String contentType, @Nullable String contentEncoding, BodyLimits limits, byte[] bytes) {
    try (var body = IngestBody.begin(contentType, contentEncoding, limits, TIMESTAMP_MS)) {
      body.feed(bytes, 0, bytes.length);
      return body.finish();
    }
  }

  /// The same in chunks of up to `chunkBytesMax`, each in an array that is overwritten when it was
  /// fed.
  static BodyOutcome outcome(
      String contentType,
      @Nullable String contentEncoding,
      BodyLimits limits,
      byte[] bytes,
      int chunkBytesMax,
      RandomGenerator random) {
    try (var body = IngestBody.begin(contentType, contentEncoding, limits, TIMESTAMP_MS)) {
      int at = 0;
      while (at < bytes.length) {
        int part = Math.min(random.nextInt(chunkBytesMax + 1), bytes.length - at);
        int margin = random.nextInt(3);
        byte[] chunk = new byte[margin + part + random.nextInt(3)];
        System.arraycopy(bytes, at, chunk, margin, part);
        body.feed(chunk, margin, part);
        random.nextBytes(chunk);
        at += part;
      }
      return body.finish();
    }
  }

  /// The records of a body, which must be the same however it is cut in two, and byte by byte.
  static List<String> records(String contentType, String body) {
    return records(everywhereCut(contentType, BodyLimits.DEFAULT, body));
  }

  /// Why a body is refused, which must be the same however it is cut in two, and byte by byte.
  static Rejected rejected(String contentType, String body) {
    return rejected(contentType, BodyLimits.DEFAULT, body);
  }

  static Rejected rejected(String contentType, BodyLimits limits, String body) {
    return (Rejected) everywhereCut(contentType, limits, body);
  }

  static BodyOutcome everywhereCut(String contentType, BodyLimits limits, String text) {
    byte[] bytes = bytes(text);
    BodyOutcome whole = outcome(contentType, null, limits, bytes);
    for (int cut = 0; cut <= bytes.length; cut++) {
      try (var body = begin(contentType, limits)) {
        body.feed(bytes, 0, cut);
        body.feed(bytes, cut, bytes.length - cut);
        assertThat(told(body.finish())).as("cut at %d", cut).isEqualTo(told(whole));
      }
    }
    try (var body = begin(contentType, limits)) {
      for (int at = 0; at < bytes.length; at++) {
        body.feed(bytes, at, 1);
      }
      assertThat(told(body.finish())).as("byte by byte").isEqualTo(told(whole));
    }
    return whole;
  }

  /// An outcome as a value that can be compared.
  static List<String> told(BodyOutcome outcome) {
    return switch (outcome) {
      case Frames frames -> records(frames);
      case Rejected(Rejection reason, String detail) -> List.of("rejected", reason.code(), detail);
    };
  }

  /// Payloads of all frames; everything else about them must be right.
  static List<String> records(BodyOutcome outcome) {
    assertThatObject(outcome).isInstanceOf(Frames.class);
    var frames = (Frames) outcome;
    var payloads = new ArrayList<String>();
    for (FrameBatch batch : frames.batches()) {
      int before = payloads.size();
      var reader = new FrameReader(batch.bytes(), 0, batch.length());
      while (reader.next()) {
        assertThat(reader.format()).isEqualTo(Frame.FORMAT_HTTP);
        assertThat(reader.timestampMs()).isEqualTo(TIMESTAMP_MS);
        payloads.add(
            new String(batch.bytes(), reader.payloadFrom(), reader.payloadBytes(), ISO_8859_1));
      }
      assertThat(reader.stop()).isEqualTo(FrameReader.Stop.END);
      assertThat(batch.frames()).isEqualTo(payloads.size() - before);
      assertThat(batch.firstTimestampMs()).isEqualTo(TIMESTAMP_MS);
      assertThat(batch.lastTimestampMs()).isEqualTo(TIMESTAMP_MS);
    }
    assertThat(frames.count()).isEqualTo(payloads.size());
    assertThat(frames.payloadBytes()).isEqualTo(payloads.stream().mapToLong(String::length).sum());
    return payloads;
  }

  /// A RecordIO body.
  public static String recordIo(String... records) {
    var body = new StringBuilder();
    for (String record : records) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        body.append((char) (record.length() >>> shift & 0xFF));
      }
      body.append(record);
    }
    return body.toString();
  }

  public static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static byte[] zstd(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (OutputStream zstd = new ZstdOutputStreamNoFinalizer(out).setChecksum(true)) {
      zstd.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
