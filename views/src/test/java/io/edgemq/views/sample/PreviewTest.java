package io.edgemq.views.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.rows.Reason;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PreviewTest {
  private static final SegmentId ID = new SegmentId(new WalId("acme", "plant", 0), "disk-1", 1, 1);
  private static final String VIEW =
      """
      name: v
      version: 1
      format: json
      definition:
        columns:
          - { name: a, expr: { json_path: $.a }, type: bigint }
          - { name: b, expr: { json_path: $.b }, type: varchar }
        rescue: rest
        transform:
          where: { fn: is_not_null, args: [ { json_path: $.a } ] }
        output:
          format: parquet
          partition_by:
            - { name: p, expr: { json_path: $.b }, type: varchar }
      """;

  private static Preview preview(int kept) {
    return preview(kept, Preview.Bounds.NONE);
  }

  private static Preview preview(int kept, Preview.Bounds bounds) {
    return new Preview(
        ((CheckedView.Valid) ViewReader.read(VIEW.getBytes(UTF_8))).definition(), kept, bounds);
  }

  private static Stretch segment(String... payloads) {
    byte[] bytes = Batches.bytes(payloads);
    return new Stretch(ID, "seg.wal", bytes, 0, bytes.length, new long[0]);
  }

  @Test
  void rowsThatTakeTooMuchMemoryAreCountedAndNotKept() throws IOException {
    Preview preview = preview(9, new Preview.Bounds(1_000, () -> false));
    preview.read(
        segment(
            "{\"a\":1,\"b\":\"x\"}",
            "{\"a\":2,\"b\":\"x\",\"c\":\"%s\"}".formatted("y".repeat(1_000)),
            "{\"a\":3,\"b\":\"x\"}"));

    assertThat(preview.rows()).extracting(it -> it.values().getFirst()).containsExactly(1L, 3L);
    assertThat(preview.counts()).isEqualTo(new ViewCounts(3, 3, 3, 0, 0));
    assertThat(preview.isCut()).isTrue();
  }

  @Test
  void nothingIsReadOnceItIsOver() throws IOException {
    var asked = new AtomicInteger();
    Preview preview =
        preview(9, new Preview.Bounds(1_000, () -> asked.incrementAndGet() > 3)); // in the second
    String row = "{\"a\":1,\"b\":\"x\"}";
    preview.read(segment(row, row, row));
    preview.read(segment(row));

    assertThat(preview.rows()).hasSize(1);
    assertThat(preview.isCut()).isTrue();
    assertThat(preview.error()).isEmpty();
  }

  @Test
  void theFirstRowsAreKeptAndAllAreCounted() throws IOException {
    Preview preview = preview(2);
    preview.read(segment("{\"a\":1,\"b\":\"x\"}", "{\"a\":2,\"b\":\"y\"}", "{}"));
    preview.read(segment("{\"a\":3,\"b\":\"x\",\"c\":0}", "{\"a\":4}", "{\"a\":\"no\"}", "-"));

    assertThat(preview.rows()).extracting(it -> it.values().getFirst()).containsExactly(1L, 2L);
    assertThat(preview.counts()).isEqualTo(new ViewCounts(7, 7, 4, 1, 2));
    assertThat(preview.nulls(0)).isZero();
    assertThat(preview.nulls(1)).isEqualTo(1);
    assertThat(preview.nulls(2)).isEqualTo(3);
    assertThat(preview.folders()).isEqualTo(3);
    assertThat(preview.areFoldersEstimated()).isFalse();
  }

  @Test
  void deadLettersHaveTheirPlaceAndTheStartOfTheirMessage() throws IOException {
    Preview preview = preview(1);
    String first = "{\"a\":1}";
    preview.read(segment(first, "{\"a\":\"" + "x".repeat(200) + "\"}", "-"));

    assertThat(preview.deadLetters())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.file()).isEqualTo("seg.wal");
          assertThat(it.isLine()).isFalse();
          assertThat(it.place()).isEqualTo(17 + first.length());
          assertThat(it.letter().column()).contains("a");
          assertThat(it.letter().reason()).isEqualTo(Reason.CAST);
          assertThat(it.payload()).startsWith("{\"a\":\"xxx").hasSize(120);
        });
    assertThat(preview.counts().deadLettered()).isEqualTo(2);
  }

  @Test
  void placesInATextFileAreLines() throws IOException {
    byte[] bytes = Batches.bytes("{\"a\":1}", "-");
    Preview preview = preview(5);
    preview.read(new Stretch(ID, "in.ndjson", bytes, 0, bytes.length, new long[] {3, 7}));

    assertThat(preview.deadLetters().getFirst().place()).isEqualTo(7);
    assertThat(preview.deadLetters().getFirst().isLine()).isTrue();
  }
}
