package io.edgemq.ingest.http.body;

import static io.edgemq.ingest.http.body.Bodies.JSON;
import static io.edgemq.ingest.http.body.Bodies.NDJSON;
import static io.edgemq.ingest.http.body.Bodies.OCTETS;
import static io.edgemq.ingest.http.body.Bodies.RECORD_IO;
import static io.edgemq.ingest.http.body.Bodies.bytes;
import static io.edgemq.ingest.http.body.Bodies.everywhereCut;
import static io.edgemq.ingest.http.body.Bodies.gzip;
import static io.edgemq.ingest.http.body.Bodies.outcome;
import static io.edgemq.ingest.http.body.Bodies.records;
import static io.edgemq.ingest.http.body.Bodies.rejected;
import static io.edgemq.ingest.http.body.Bodies.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ingest.http.body.BodyOutcome.Frames;
import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestBodyTest {
  @Test
  void theFrameIsThatOfTheFormatsTestVector() {
    var frames = (Frames) outcome(JSON, "{\"temp\":22.5}");

    assertThat(frames.batches()).hasSize(1);
    var batch = frames.batches().getFirst();
    assertThat(HexFormat.of().formatHex(batch.bytes(), 0, batch.length()))
        .isEqualTo("0000001ea8c45335000000018bcfe568007b2274656d70223a32322e357d");
    assertThat(frames.count()).isEqualTo(1);
    assertThat(frames.payloadBytes()).isEqualTo(13);
  }

  @Test
  void anOpaqueBodyIsOneRecordAsItIs() {
    String body = "\r\n[\u0000\u00ff\n]\n";

    assertThat(records(OCTETS, body)).containsExactly(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {NDJSON, JSON, RECORD_IO, OCTETS})
  void nothingHoldsNoRecordWhateverItsEncoding(String contentType) {
    for (String encoding : new String[] {"identity", "gzip", "zstd"}) {
      var empty = (Rejected) outcome(contentType, encoding, BodyLimits.DEFAULT, new byte[0]);
      assertThat(empty.reason()).isEqualTo(Rejection.EMPTY_BODY);
    }
    byte[] none = new byte[0];
    var gzipped = (Rejected) outcome(contentType, "gzip", BodyLimits.DEFAULT, gzip(none));
    var zstd = (Rejected) outcome(contentType, "zstd", BodyLimits.DEFAULT, zstd(none));
    assertThat(gzipped.reason()).isEqualTo(Rejection.EMPTY_BODY);
    assertThat(zstd.reason()).isEqualTo(Rejection.EMPTY_BODY);
  }

  @Test
  void anUnknownEncodingIsRefusedBeforeAnythingComes() {
    try (var body = IngestBody.begin(JSON, "br", BodyLimits.DEFAULT, 0)) {
      Rejected refused = body.rejected().orElseThrow();

      assertThat(refused.reason()).isEqualTo(Rejection.UNSUPPORTED_ENCODING);
      assertThat(refused.detail()).contains("gzip").contains("zstd").contains("identity");
      assertThat(body.finish()).isEqualTo(refused);
    }
  }

  @Test
  void aBodyMayBeAsLongAsTheLimit() {
    var limits = new BodyLimits(6, 6, 1000);

    assertThat(records(everywhereCut(NDJSON, limits, "12\n45\n"))).containsExactly("12", "45");
    Rejected tooLarge = rejected(NDJSON, limits, "12\n45\n\n");
    assertThat(tooLarge.reason()).isEqualTo(Rejection.BODY_TOO_LARGE);
    assertThat(tooLarge.detail()).contains(" 6 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void theLimitIsThatOfTheDecodedBodyToo(String encoding) {
    byte[] lines = bytes("12345678\n".repeat(100));
    byte[] sent = encoding.equals("gzip") ? gzip(lines) : zstd(lines);

    assertThat(records(outcome(NDJSON, encoding, new BodyLimits(900, 100, 10_000), sent)))
        .hasSize(100);
    var tooLarge = (Rejected) outcome(NDJSON, encoding, new BodyLimits(899, 100, 10_000), sent);
    assertThat(tooLarge.reason()).isEqualTo(Rejection.BODY_TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, 1f8b08000000000000ff03000000000000000000", // a member without data
    "zstd, 502a4d1800000000" // a skippable frame without data
  })
  void anEncodingThatGoesOnWithoutGivingAnythingIsRefused(String encoding, String hex) {
    byte[] part = HexFormat.of().parseHex(hex);
    try (var body = IngestBody.begin(NDJSON, encoding, new BodyLimits(10_000, 100, 10_000), 0)) {
      for (int sent = 0; sent + part.length <= 10_000; sent += part.length) {
        body.feed(part, 0, part.length);
        assertThat(body.rejected()).isEmpty();
      }
      body.feed(part, 0, part.length);

      assertThat(body.rejected().orElseThrow().reason()).isEqualTo(Rejection.BODY_TOO_LARGE);
    }
  }

  @Test
  void framesMayTakeAsMuchAsTheirLimit() {
    var limits = new BodyLimits(1000, 20, 3 * (17 + 4));

    assertThat(records(everywhereCut(NDJSON, limits, "1234\n1234\n1234\n"))).hasSize(3);
    for (String body : new String[] {"1234\n1234\n12345\n", "1234\n1234\n1234\n1", "1\n2\n3\n4"}) {
      Rejected tooMany = rejected(NDJSON, limits, body);
      assertThat(tooMany.reason()).isEqualTo(Rejection.TOO_MANY_RECORDS);
      assertThat(tooMany.detail()).contains("split the request").contains(" 63 bytes");
    }
  }

  @Test
  void theFramesOfTinyRecordsAreBounded() {
    byte[] digits = bytes("[" + "1,".repeat((8 << 20) - 1) + "1]");
    try (var body = Bodies.begin(JSON, BodyLimits.DEFAULT)) {
      long heldMax = 0;
      for (int at = 0; at < digits.length; at += 8192) {
        body.feed(digits, at, Math.min(8192, digits.length - at));
        heldMax = Math.max(heldMax, body.heldBytes());
      }

      assertThat(body.rejected().orElseThrow().reason()).isEqualTo(Rejection.TOO_MANY_RECORDS);
      assertThat(heldMax).isBetween(30L << 20, 33L << 20);
    }
  }

  @Test
  void aRefusalIsSeenAtOnceAndIsFinal() {
    byte[] sent = bytes("[1,,2]");
    try (var body = Bodies.begin(JSON, BodyLimits.DEFAULT)) {
      body.feed(sent, 0, 3);
      assertThat(body.rejected()).isEmpty();

      body.feed(sent, 3, 1);
      Rejected refused = body.rejected().orElseThrow();
      body.feed(sent, 4, 2);

      assertThat(body.rejected()).contains(refused);
      assertThat(body.heldBytes()).isZero();
      assertThat(body.finish()).isEqualTo(refused);
    }
  }

  @Test
  void aClosedBodyHoldsNothingAndTakesNothing() {
    var body = IngestBody.begin(NDJSON, "gzip", BodyLimits.DEFAULT, 0);
    byte[] sent = gzip(bytes("a\n"));
    body.feed(sent, 0, sent.length);
    assertThat(body.heldBytes()).isPositive();

    body.close();
    body.close();
    body.feed(sent, 0, sent.length);

    assertThat(body.heldBytes()).isZero();
    assertThat(body.rejected()).isEmpty();
    assertThatThrownBy(body::finish).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBodyIsFinishedOnce() {
    try (var body = Bodies.begin(NDJSON, BodyLimits.DEFAULT)) {
      body.feed(bytes("a"), 0, 1);
      assertThat(records(body.finish())).containsExactly("a");
      assertThat(body.heldBytes()).isZero();

      assertThatThrownBy(body::finish).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1000, 70_000, 140_000, 300_000, 1_000_000})
  void aLargeBodyIsHeldOnceWhateverTheSizeOfItsLines(int lineBytes) {
    var sent = new ByteArrayOutputStream();
    byte[] line = new byte[lineBytes];
    Arrays.fill(line, (byte) 'x');
    line[lineBytes - 1] = '\n';
    try (var body = Bodies.begin(NDJSON, BodyLimits.DEFAULT)) {
      while (sent.size() + lineBytes <= 16 << 20) {
        sent.writeBytes(line);
      }
      byte[] bytes = sent.toByteArray();
      for (int at = 0; at < bytes.length; at += 8192) {
        int to = Math.min(at + 8192, bytes.length);
        body.feed(bytes, at, to - at);
        // A quarter, and the block or line that is growing, with headers.
        assertThat(body.heldBytes()).isLessThan((long) (1.5 * to) + (256 << 10) + 2L * lineBytes);
      }

      var frames = (Frames) body.finish();
      assertThat(frames.count()).isEqualTo(bytes.length / lineBytes);
      assertThat(frames.heldBytes()).isLessThan((long) (1.5 * bytes.length));
      assertThat(records(frames)).allMatch(it -> it.length() == lineBytes - 1);
    }
  }

  @Test
  void aBodyOfOneChunkBecomesOneBatchOfAboutItsSize() {
    var frames = (Frames) outcome(NDJSON, ("x".repeat(99) + "\n").repeat(100));

    assertThat(frames.batches()).hasSize(1);
    assertThat(frames.heldBytes()).isBetween(11_600L, 12_500L);
  }

  @Test
  void limitsThatCannotBeRightAreRefused() {
    assertThatThrownBy(() -> new BodyLimits(0, 1, 100))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BodyLimits(1, 0, 100))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BodyLimits(1, 84, 100))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new BodyLimits(1, 83, 100).recordBytesMax()).isEqualTo(83);
  }

  @ParameterizedTest
  @EnumSource
  void everyRefusalHasItsStatusAndCode(Rejection reason) {
    String expected =
        switch (reason) {
          case EMPTY_BODY -> "400 empty_body";
          case BAD_ENCODING -> "400 bad_encoding";
          case BAD_RECORD -> "400 bad_record";
          case BODY_TOO_LARGE -> "413 body_too_large";
          case RECORD_TOO_LARGE -> "413 record_too_large";
          case TOO_MANY_RECORDS -> "413 too_many_records";
          case UNSUPPORTED_ENCODING -> "415 unsupported_encoding";
        };

    assertThat(reason.status() + " " + reason.code()).isEqualTo(expected);
  }
}
