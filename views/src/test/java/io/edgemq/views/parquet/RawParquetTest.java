package io.edgemq.views.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.object.Sha256;
import io.edgemq.views.file.FinishedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RawParquetTest {
  private static final int MIB = 1 << 20;
  @TempDir private Path folder;

  static Stream<byte[]> segments() {
    return Stream.of(
        new Segment().http("").bytes(),
        new Segment().http("only HTTP").http("and no topic").bytes(),
        new Segment().mqtt("a/b", "only MQTT").bytes(),
        Segment.ofEveryKind(),
        manyTopics(),
        Segment.ofReadings(100_000));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("segments")
  void everyFrameIsOneRowToParquetJava(byte[] segment) throws IOException {
    List<Row> expected = Row.of(segment);
    FinishedFile file = render(segment);

    assertThat(file.rows()).isEqualTo(expected.size());
    assertThat(ParquetJava.rows(file)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("segments")
  void everyFrameIsOneRowToDuckDb(byte[] segment) throws IOException, SQLException {
    assertThat(new DuckDb(folder, render(segment)).rows()).isEqualTo(Row.of(segment));
  }

  @Test
  void theColumnsAreThoseOfTheFormat() throws IOException {
    try (ParquetFileReader reader = ParquetJava.open(render(Segment.ofEveryKind()))) {
      assertThat(reader.getFileMetaData().getSchema().toString())
          .isEqualTo(
              """
              message frame {
                required int64 timestamp (TIMESTAMP(MILLIS,true));
                required int32 format;
                optional binary topic (STRING);
                required binary payload;
                required int64 segment_offset;
              }
              """);
      assertThat(columns(reader)).allSatisfy(it -> assertThat(it.getCodec()).hasToString("ZSTD"));
    }
  }

  @Test
  void toDuckDbTheColumnsHaveTheTypesThatOneExpects() throws IOException, SQLException {
    assertThat(
            new DuckDb(folder, render(Segment.ofEveryKind()))
                .query("SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet(FILE))"))
        .containsExactly(
            "timestamp TIMESTAMP WITH TIME ZONE",
            "format INTEGER",
            "topic VARCHAR",
            "payload BLOB",
            "segment_offset BIGINT");
  }

  @Test
  void theFileSaysWhichSegmentItIsOf() throws IOException, SQLException {
    assertThat(
            new DuckDb(folder, render(Segment.ofEveryKind()))
                .query(
                    "SELECT decode(key), decode(value) FROM parquet_kv_metadata(FILE) ORDER BY 1"))
        .containsExactly(
            "endpoint plant",
            "epoch 12",
            "instance disk-1",
            "segment 34",
            "tenant acme",
            "writer_version 1");
  }

  @Test
  void theSameSegmentGivesTheSameBytesOnEveryThread() throws Exception {
    byte[] segment = Segment.ofReadings(20_000);
    Callable<String> task = () -> sha256(render(segment));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<String>> hashes = threads.invokeAll(List.of(task, task, task, task));
      for (Future<String> hash : hashes) {
        assertThat(hash.get()).isEqualTo(sha256(render(segment)));
      }
    }
  }

  /// If this fails, a change of ours or of a library makes other bytes than before: raise
  /// [RawParquetFile#WRITER_VERSION], then put the new hash here.
  @Test
  void theBytesOfThisWriterVersionStayTheSame() throws IOException {
    assertThat(RawParquetFile.WRITER_VERSION).isEqualTo("1");
    assertThat(sha256(render(Segment.ofReadings(1000))))
        .isEqualTo("a284d25693d422b7d7d4c590b44f00da8a71c314d43d6dcee37f64f2503bd583");
  }

  @Test
  void readersCanSkipByTimeTopicAndOffset() throws IOException {
    try (ParquetFileReader reader = ParquetJava.open(render(Segment.ofReadings(100_000)))) {
      for (ColumnChunkMetaData column : columns(reader)) {
        boolean isPayload = column.getPath().toDotString().equals("payload");
        OffsetIndex pages = reader.readOffsetIndex(column);
        assertThat(column.getStatistics().hasNonNullValue()).isEqualTo(!isPayload);
        assertThat(pages.getPageCount()).isGreaterThan(1);
        if (!isPayload) {
          assertThat(reader.readColumnIndex(column).getMinValues()).hasSize(pages.getPageCount());
        }
      }
    }
  }

  @Test
  void topicsHaveADictionary() throws IOException {
    try (ParquetFileReader reader = ParquetJava.open(render(Segment.ofReadings(100_000)))) {
      assertThat(columns(reader))
          .filteredOn(it -> it.getPath().toDotString().equals("topic"))
          .allSatisfy(it -> {
            assertThat(it.hasDictionaryPage()).isTrue();
            assertThat(it.getEncodings()).doesNotContain(Encoding.PLAIN);
          });
    }
  }

  @Test
  void largePayloadsBecomePagesAndRowGroupsOfBoundedSize() throws IOException {
    var large = new Segment();
    for (int i = 0; i < 20_000; i++) {
      large.http("small"); // they make the writer think that frames are small
    }
    for (int i = 0; i < 60; i++) {
      large.http(Segment.random(i, MIB));
    }
    byte[] segment = large.bytes();
    FinishedFile file = render(segment);

    assertThat(file.length()).isLessThan(segment.length + MIB);
    try (ParquetFileReader reader = ParquetJava.open(file)) {
      assertThat(reader.getRowGroups()).hasSize(2);
      assertThat(reader.getRowGroups())
          .allSatisfy(it -> assertThat(it.getTotalByteSize()).isLessThan(48L * MIB));
      for (ColumnChunkMetaData column : columns(reader)) {
        OffsetIndex pages = reader.readOffsetIndex(column);
        for (int page = 0; page < pages.getPageCount(); page++) {
          assertThat(pages.getCompressedPageSize(page)).isLessThan(18 * MIB);
        }
      }
    }
    assertThat(ParquetJava.rows(file)).isEqualTo(Row.of(segment));
  }

  @Test
  void aSegmentWithADamagedFrameIsRefused() {
    byte[] segment = new Segment().http("good").http("bad").bytes();
    segment[segment.length - 1] ^= 1;
    assertThatThrownBy(() -> render(segment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no frame at offset 21")
        .hasMessageContaining("CHECKSUM");
    byte[] cut = Arrays.copyOf(segment, 20);
    assertThatThrownBy(() -> render(cut)).isInstanceOf(IllegalArgumentException.class);
  }

  private static FinishedFile render(byte[] segment) throws IOException {
    return RawFiles.of(segment);
  }

  private static String sha256(FinishedFile file) {
    return Sha256.hex(file.bytes(), file.length());
  }

  private static List<ColumnChunkMetaData> columns(ParquetFileReader reader) {
    var columns = new ArrayList<ColumnChunkMetaData>();
    for (BlockMetaData group : reader.getRowGroups()) {
      columns.addAll(group.getColumns());
    }
    return columns;
  }

  /// More topics than a dictionary takes.
  private static byte[] manyTopics() {
    var segment = new Segment();
    for (int i = 0; i < 20_000; i++) {
      segment.mqtt("a topic of its own for message number %80d".formatted(i), "message");
    }
    return segment.bytes();
  }
}
