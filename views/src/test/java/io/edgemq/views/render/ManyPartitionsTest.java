package io.edgemq.views.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.parquet.Segment;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A segment whose rows go to many partitions takes no more memory than one whose rows do not.
class ManyPartitionsTest {
  private static final int MIB = 1 << 20;
  private static final int PARTITIONS = 10_000;
  private static final int MESSAGES = 60_000;
  private static final int MESSAGE_BYTES = 800;

  /// Of the rows that are held, and of everything else beside the segment.
  private static final int HELD_BYTES_MAX = 4 * MIB;

  private static final int HEAP_BYTES_MAX = 16 * MIB;

  @TempDir private Path folder;

  @Test
  void tenThousandPartitionsTakeNoMoreHeapThanMayBeHeld() throws IOException {
    byte[] segment = segment();
    ViewDefinition view =
        Rendered.view(
            """
            name: v
            version: 1
            format: json
            definition:
              columns:
                - { name: p, expr: { json_path: $.p }, type: varchar }
                - { name: noise, expr: { json_path: $.noise }, type: varchar }
                - { name: n, expr: { json_path: $.n }, type: bigint }
              output:
                format: parquet
                partition_by: [ { name: p, expr: { json_path: $.p }, type: varchar } ]
                sort_by: [ n ]
            """);
    var settings =
        new RenderSettings(
            3,
            folder.resolve("spill"),
            HELD_BYTES_MAX,
            RenderSettings.VIEW_BYTES_MAX,
            4,
            100,
            PARTITIONS);
    var paths = new HashSet<String>();
    var rows = new long[1];
    long before = usedAfterCollection();
    var most = new long[1];

    List<ViewOutcome> outcomes =
        new SegmentRenderer(settings)
            .render(
                Segment.ID,
                segment,
                SegmentRenderer.Raw.NOT_WANTED,
                List.of(view),
                file -> {
                  paths.add(String.valueOf(file.partition().get("p")));
                  rows[0] += file.file().rows();
                  if (paths.size() % 2000 == 1) {
                    most[0] = Math.max(most[0], usedAfterCollection() - before);
                  }
                });

    assertThat(outcomes)
        .containsExactly(
            new ViewOutcome(
                new ViewCounts(MESSAGES, MESSAGES, MESSAGES, 0, 0), 0, Optional.empty()));
    assertThat(paths).hasSize(PARTITIONS);
    assertThat(rows[0]).isEqualTo(MESSAGES);
    assertThat(segment.length)
        .describedAs("the rows are far more than the heap that is allowed")
        .isGreaterThan(2 * HEAP_BYTES_MAX);
    assertThat(most[0]).isLessThan(HEAP_BYTES_MAX);
    assertThat(folder.resolve("spill")).isEmptyDirectory();
  }

  private static long usedAfterCollection() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static byte[] segment() {
    var random = new Random(1);
    var segment = new Segment();
    for (int i = 0; i < MESSAGES; i++) {
      var noise = new StringBuilder(MESSAGE_BYTES);
      while (noise.length() < MESSAGE_BYTES - 50) {
        noise.append(Long.toString(random.nextLong(), Character.MAX_RADIX));
      }
      segment.http(
          "{\"p\":\"p%d\",\"n\":%d,\"noise\":\"%s\"}"
              .formatted(i % PARTITIONS, random.nextInt(1000), noise)
              .getBytes(UTF_8));
    }
    return segment.bytes();
  }
}
