package io.edgemq.views.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.parquet.ParquetJava;
import io.edgemq.views.parquet.Segment;
import io.edgemq.views.parquet.ViewLayout;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentRendererTest {
  private static final ViewDefinition READINGS =
      Rendered.view(
          """
          name: readings
          version: 2
          format: json
          definition:
            columns:
              - { name: device, expr: { json_path: $.d }, type: varchar, required: true }
              - { name: temp, expr: { json_path: $.t }, type: double }
            output:
              format: parquet
              partition_by:
                - { name: site, expr: { json_path: $.s }, type: varchar }
          """);
  @TempDir private Path folder;

  @Test
  void oneVersionOfAllThereIs() throws IOException, SQLException {
    byte[] segment =
        new Segment()
            .mqtt("a", "{\"d\":\"x\",\"t\":1.5,\"s\":\"north\"}")
            .mqtt("a", "{\"d\":\"y\",\"t\":2,\"s\":\"south\"}")
            .http("{\"d\":\"z\"}")
            .mqtt("b", "{\"t\":2,\"s\":\"south\"}")
            .mqtt("b", "no")
            .bytes();

    Rendered rendered = new Rendered(folder, settings(), segment, READINGS);

    assertThat(rendered.outcomes)
        .containsExactly(new ViewOutcome(new ViewCounts(5, 5, 3, 0, 2), 1, Optional.empty()));
    assertThat(rendered.names)
        .containsExactly(
            "RAW -1  5",
            "VIEW 0 site=north 1",
            "VIEW 0 site=south 1",
            "VIEW 0 site=__HIVE_DEFAULT_PARTITION__ 1",
            "DEAD_LETTERS 0  2");
    assertThat(
            rendered.query(
                """
                SELECT device, temp, site FROM read_parquet('VIEW0/*/*.parquet', \
                hive_partitioning = true) ORDER BY device
                """))
        .containsExactly(
            "x | 1.5 | north", "y | 2.0 | south", "z | null | __HIVE_DEFAULT_PARTITION__");
    assertThat(
            rendered.query(
                """
                SELECT epoch_ms(l.timestamp) - epoch_ms(r.timestamp), l.format, l.topic,
                  l.payload = r.payload, view, view_version, "column", reason, detail, item_index
                FROM 'DEAD0/seg.parquet' l JOIN 'RAW/seg.parquet' r USING (segment_offset)
                ORDER BY segment_offset
                """))
        .satisfiesExactly(
            it ->
                assertThat(it)
                    .isEqualTo(
                        "0 | 3 | b | true | readings | 2 | device | required"
                            + " | it is required, and null | null"),
            it ->
                assertThat(it).startsWith("0 | 3 | b | true | readings | 2 | null | not_json | "));
  }

  @Test
  void folderNamesComeBackAsTheyWere() throws IOException, SQLException {
    List<String> values =
        List.of(
            "a/b",
            "=",
            "100 %",
            "%41",
            "a b",
            "größe",
            "#",
            "?",
            "",
            ".",
            "..",
            "null",
            "NULL",
            "Null",
            "__HIVE_DEFAULT_PARTITION__",
            "'quoted'",
            "\"",
            "*[a]{b}",
            "a\nb",
            "c:\\d",
            "+",
            "~",
            "温度🌡");
    var segment = new Segment();
    values.forEach(it -> segment.mqtt(it, "{}"));

    Rendered rendered = new Rendered(folder, settings(), segment.bytes(), byTopic("varchar"));

    assertThat(rendered.names).hasSize(1 + values.size());
    assertThat(
            rendered.query(
                """
                SELECT topic FROM read_parquet('VIEW0/*/*.parquet', hive_partitioning = true,
                  hive_types = { 'p': VARCHAR }) WHERE topic IS DISTINCT FROM p
                """))
        .isEmpty();
    assertThat(rendered.query("SELECT count(*) FROM 'VIEW0/*/*.parquet'"))
        .containsExactly(String.valueOf(values.size()));
  }

  @Test
  void aValueThatIsTooLongForAFolderIsADeadLetter() throws IOException {
    byte[] segment =
        new Segment()
            .mqtt("x".repeat(253), "{}")
            .mqtt("x".repeat(254), "{}")
            .mqtt("ü".repeat(42), "{}")
            .mqtt("ü".repeat(43), "{}")
            .bytes();

    Rendered rendered = new Rendered(folder, settings(), segment, byTopic("varchar"));

    assertThat(rendered.names)
        .containsExactly(
            "RAW -1  4",
            "VIEW 0 p=%s 1".formatted("x".repeat(253)),
            "VIEW 0 p=%s 1".formatted("%C3%BC".repeat(42)),
            "DEAD_LETTERS 0  2");
    assertThat(rendered.deadLetters())
        .containsExactly(
            "p | a folder name of 256 bytes; at most 255 are allowed",
            "p | a folder name of 260 bytes; at most 255 are allowed");
  }

  @Test
  void foldersAreNamedAsDuckDbNamesThem() throws IOException {
    byte[] segment =
        new Segment()
            .http("{\"d\":\"2026-11-22\",\"t\":\"2026-11-22T10:00:00Z\",\"n\":1.5,\"b\":true}")
            .bytes();
    ViewDefinition view =
        Rendered.view(
            """
            name: v
            version: 1
            format: json
            definition:
              columns:
                - { name: d, expr: { json_path: $.d }, type: date }
                - { name: x, expr: { json_path: $.d }, type: date }
              output:
                format: parquet
                partition_by:
                  - { name: d, expr: { json_path: $.d }, type: date }
                  - { name: t, expr: { json_path: $.t }, type: timestamp }
                  - { name: n, expr: { json_path: $.n }, type: "decimal(5,2)" }
                  - { name: b, expr: { json_path: $.b }, type: boolean }
            """);

    Rendered rendered = new Rendered(folder, settings(), segment, view);

    assertThat(rendered.names.getLast())
        .isEqualTo("VIEW 0 d=2026-11-22/t=2026-11-22%2010%3A00%3A00/n=1.50/b=true 1");
    assertThat(ParquetValues.of(rendered.files.getLast().file()))
        .describedAs("without the column that is a folder")
        .containsExactly("2026-11-22");
  }

  @Test
  void rowsAreSortedAsDuckDbSortsThem() throws IOException, SQLException {
    ViewDefinition view =
        Rendered.view(
            """
            name: v
            version: 1
            format: json
            definition:
              columns:
                - { name: offset, expr: { meta: offset }, type: bigint }
                - { name: t, expr: { json_path: $.t }, type: varchar }
                - { name: d, expr: { fn: try_cast, args: [ { json_path: $.d }, { lit: double } ] }, type: double }
                - { name: l, expr: { json_path: $.l }, type: list(bigint) }
                - { name: b, expr: { json_path: $.b }, type: boolean }
              output:
                format: parquet
                sort_by: [ t, d, l, b ]
            """);
    var random = new Random(7);
    List<String> texts =
        List.of("null", "\"\"", "\"a\"", "\"ab\"", "\"\uE000\"", "\"🌡\"", "\"\uFFFD\"", "\"B\"");
    List<String> doubles = List.of("null", "0.0", "-0.0", "1", "-1", "\"nan\"", "\"inf\"", "1e300");
    List<String> lists = List.of("null", "[]", "[1]", "[null]", "[1,2]", "[1,null]", "[2]");
    var segment = new Segment();
    for (int i = 0; i < 600; i++) {
      segment.http(
          "{\"t\":%s,\"d\":%s,\"l\":%s,\"b\":%b}"
              .formatted(
                  any(texts, random),
                  any(doubles, random),
                  any(lists, random),
                  random.nextBoolean()));
    }
    byte[] bytes = segment.bytes();

    for (long held : new long[] {1, 20_000, RenderSettings.ROWS_HELD_BYTES_MAX}) {
      Rendered rendered = new Rendered(folder, holding(held), bytes, view);

      String read = "SELECT \"offset\" FROM 'VIEW0/seg.parquet'";
      assertThat(rendered.query(read))
          .hasSize(600)
          .isEqualTo(rendered.query(read + " ORDER BY t, d, l, b, \"offset\""));
      assertNothingIsSpilled();
    }
  }

  private static String any(List<String> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  @Test
  void itDoesNotMatterHowManyRowsAreHeld() throws IOException {
    var random = new Random(3);
    var segment = new Segment();
    for (int i = 0; i < 5000; i++) {
      segment.mqtt("t" + random.nextInt(50), "{\"t\":%d}".formatted(random.nextInt(100)));
    }
    ViewDefinition[] views = {
      byTopic("varchar"), byTopic("varchar", "sort_by: [ topic ]"), READINGS
    };

    byte[] bytes = segment.bytes();
    Rendered held = new Rendered(folder, settings(), bytes, views);
    Rendered spilled = new Rendered(folder, holding(20_000), bytes, views);

    assertThat(spilled.names).isEqualTo(held.names);
    assertThat(spilled.hashes).isEqualTo(held.hashes);
    assertThat(held.names).hasSize(1 + 50 + 50 + 1);
    assertNothingIsSpilled();
  }

  @Test
  void filesComeInOneOrder() throws IOException {
    var segment = new Segment();
    for (String topic : List.of("f", "e", "d", "c", "b", "a", "f", "b")) {
      segment.mqtt(topic, "{}");
    }

    Rendered rendered =
        new Rendered(folder, settings(), segment.bytes(), byTopic("varchar"), READINGS);

    assertThat(rendered.names)
        .containsExactly(
            "RAW -1  8",
            "VIEW 0 p=f 2",
            "VIEW 0 p=e 1",
            "VIEW 0 p=d 1",
            "VIEW 0 p=c 1",
            "DEAD_LETTERS 1  8",
            "VIEW 0 p=a 1",
            "VIEW 0 p=b 2");
  }

  @Test
  void whatIsSpilledIsGoneAfterAnException() {
    byte[] segment = Segment.ofReadings(2000);
    var renderer = new SegmentRenderer(holding(20_000));

    assertThatThrownBy(() ->
            renderer.render(
                Segment.ID,
                segment,
                SegmentRenderer.Raw.NOT_WANTED,
                List.of(byTopic("varchar", "sort_by: [ topic ]")),
                file -> {
                  assertThat(folder.resolve("spill")).isNotEmptyDirectory();
                  throw new IOException("no room");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("no room");
    assertNothingIsSpilled();
  }

  @Test
  void whatAProcessLeftIsCleared() throws IOException {
    Files.createDirectories(folder.resolve("spill"));
    Files.createFile(folder.resolve("spill/rows-1.spill"));
    Files.createFile(folder.resolve("spill/of-somebody-else"));

    new SegmentRenderer(settings()).clearSpills();

    assertThat(folder.resolve("spill")).isDirectoryNotContaining("glob:**.spill");
    assertThat(folder.resolve("spill/of-somebody-else")).exists();
    new SegmentRenderer(RenderSettings.of(3, folder.resolve("nothing"))).clearSpills();
  }

  @ParameterizedTest
  @CsvSource({
    "'', more than 60 partitions",
    "'sort_by: [ topic ]', more than 60 partitions",
  })
  void aViewOfTooManyPartitionsFailsAlone(String sort, String error) throws IOException {
    var settings =
        new RenderSettings(
            3, folder.resolve("spill"), 5000, RenderSettings.VIEW_BYTES_MAX, 4, 100, 60);
    byte[] segment = Segment.ofReadings(2000);

    Rendered rendered =
        new Rendered(folder, settings, segment, byTopic("varchar", sort), everything("parquet"));

    assertThat(rendered.outcomes)
        .containsExactly(
            new ViewOutcome(new ViewCounts(2000, 2000, 0, 0, 2000), 0, Optional.of(error)),
            new ViewOutcome(new ViewCounts(2000, 2000, 2000, 0, 0), 205, Optional.empty()));
    assertThat(rendered.names).containsExactly("RAW -1  2000", "VIEW 1  2000");
    assertNothingIsSpilled();
  }

  @Test
  void aViewOfTooManyBytesFailsAlone() throws IOException {
    var settings = new RenderSettings(3, folder.resolve("spill"), 5000, 100_000, 4, 100, 1000);
    byte[] segment = Segment.ofReadings(2000);
    ViewDefinition small =
        Rendered.view(
            """
            name: small
            version: 1
            format: json
            definition:
              columns: [ { name: n, expr: { json_path: $.n }, type: bigint } ]
              output: { format: csv }
            """);

    Rendered rendered = new Rendered(folder, settings, segment, everything("csv"), READINGS, small);

    String error = "its rows and dead letters take more than 100000 bytes";
    assertThat(rendered.outcomes)
        .extracting(ViewOutcome::error)
        .containsExactly(Optional.of(error), Optional.of(error), Optional.empty());
    assertThat(rendered.names).containsExactly("RAW -1  2000", "VIEW 2  2000");
  }

  @Test
  void theSameSegmentGivesTheSameFilesOnEveryThread() throws Exception {
    byte[] segment = Segment.ofReadings(5000);
    ViewDefinition[] views = {byTopic("varchar"), READINGS, everything("csv")};
    List<Callable<List<String>>> tasks =
        IntStream.range(0, 4)
            .<Callable<List<String>>>mapToObj(it ->
                () -> new Rendered(folder.resolve("t" + it), holding(9000), segment, views).hashes)
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<String> first = new Rendered(folder, settings(), segment, views).hashes;
      for (Future<List<String>> hashes : threads.invokeAll(tasks)) {
        assertThat(hashes.get()).isEqualTo(first);
      }
    }
  }

  /// If this fails, a change of ours or of a library makes other bytes than before: raise
  /// [ViewLayout#WRITER_VERSION], then put the new hashes here.
  @Test
  void theBytesOfThisWriterVersionStayTheSame() throws IOException {
    assertThat(ViewLayout.WRITER_VERSION).isEqualTo("1");
    assertThat(
            new Rendered(
                    folder, settings(), Segment.ofReadings(1000), everything("parquet"), READINGS)
                .hashes)
        .containsExactly(
            "a284d25693d422b7d7d4c590b44f00da8a71c314d43d6dcee37f64f2503bd583",
            "f1d2fac294c5e87718016983728263f38cfcef78c4b64c9940d403d76ae3ac97",
            "cb60d638db80d146fe0b2f22247252cdd6ecc9e75b6642d2accd41ace160687b");
  }

  @Test
  void theFilesSayWhatTheyAreOf() throws IOException, SQLException {
    Rendered rendered = new Rendered(folder, settings(), Segment.ofReadings(10), READINGS);

    assertThat(
            rendered.query(
                "SELECT decode(key), decode(value) FROM parquet_kv_metadata('DEAD0/seg.parquet') ORDER BY 1"))
        .containsExactly(
            "endpoint | plant",
            "epoch | 12",
            "instance | disk-1",
            "segment | 34",
            "tenant | acme",
            "view | readings",
            "view_version | 2",
            "writer_version | 1");
  }

  @Test
  void onlyColumnsThatAreNeverNullAreRequired() throws IOException, SQLException {
    ViewDefinition view =
        Rendered.view(
            """
            name: v
            version: 1
            format: json
            definition:
              columns:
                - { name: a, expr: { meta: offset }, type: bigint }
                - { name: b, expr: { meta: offset }, type: bigint, required: true }
                - { name: c, expr: { json_path: $.c }, type: bigint, required: true, on_error: null }
                - { name: d, expr: { meta: offset }, type: bigint, required: true, on_error: drop }
              rescue: rest
              output: { format: parquet }
            """);

    Rendered rendered = new Rendered(folder, settings(), Segment.ofReadings(10), view);

    assertThat(
            rendered.query(
                "SELECT name, repetition_type FROM parquet_schema('VIEW0/seg.parquet') WHERE num_children IS NULL"))
        .containsExactly(
            "a | OPTIONAL", "b | REQUIRED", "c | OPTIONAL", "d | REQUIRED", "rest | OPTIONAL");
  }

  @Test
  void columnsHaveABloomFilterWhereTheViewAsksForIt() throws IOException, SQLException {
    var segment = new Segment();
    for (int i = 0; i < 30_000; i++) {
      segment.http("{\"a\":%d,\"b\":\"b%d\",\"c\":%d}".formatted(i * 2, i * 7919 % 30_000, i));
    }
    ViewDefinition view =
        Rendered.view(
            """
            name: v
            version: 1
            format: json
            definition:
              columns:
                - { name: a, expr: { json_path: $.a }, type: bigint }
                - { name: b, expr: { json_path: $.b }, type: varchar }
                - { name: c, expr: { json_path: $.c }, type: bigint }
              output: { format: parquet, bloom_filter: [ a, b ] }
            """);

    Rendered rendered = new Rendered(folder, settings(), segment.bytes(), view);

    assertThat(
            rendered.query(
                "SELECT path_in_schema FROM parquet_metadata('VIEW0/seg.parquet') WHERE bloom_filter_length > 0 ORDER BY ALL"))
        .containsExactly("a", "b");
    assertThat(
            rendered.query(
                "SELECT bloom_filter_excludes FROM parquet_bloom_probe('VIEW0/seg.parquet', 'b', 'b4711')"))
        .containsExactly("false");
    assertThat(
            rendered.query(
                "SELECT bloom_filter_excludes FROM parquet_bloom_probe('VIEW0/seg.parquet', 'b', 'nothing of it')"))
        .containsExactly("true");
    try (ParquetFileReader reader = ParquetJava.open(rendered.files.getLast().file())) {
      BlockMetaData group = reader.getRowGroups().getFirst();
      BloomFilter filter = reader.readBloomFilter(group.getColumns().getFirst());
      assertThat(filter.findHash(filter.hash(4712L))).isTrue();
      assertThat(reader.readBloomFilter(group.getColumns().getLast())).isNull();
    }
  }

  @Test
  void theBloomFilterOfOneValueIsSmall() throws IOException {
    ViewDefinition view =
        Rendered.view(
            """
            name: v
            version: 1
            format: json
            definition:
              columns: [ { name: a, expr: { json_path: $.a }, type: bigint } ]
              output: { format: parquet, bloom_filter: [ a ] }
            """);

    Rendered rendered =
        new Rendered(folder, settings(), new Segment().http("{\"a\":1}").bytes(), view);

    assertThat(rendered.files.getLast().file().length()).isLessThan(2000);
  }

  @Test
  void lettersOfOneLargeMessageTakeNoMoreThanTheMessage() throws IOException, SQLException {
    byte[] noise = Segment.random(5, 700_000);
    String large =
        "{\"noise\":\"%s\",\"r\":[%s1]}"
            .formatted(Base64.getEncoder().encodeToString(noise), "1,".repeat(59));
    ViewDefinition view =
        Rendered.view(
            """
            name: v
            version: 1
            format: json
            definition:
              unnest: { json_path: $.r }
              columns:
                - { name: v, expr: { item: $ }, type: date, required: true }
                - { name: w, expr: { item: $.x }, type: bigint, required: true }
              output: { format: parquet }
            """);

    Rendered rendered = new Rendered(folder, settings(), new Segment().http(large).bytes(), view);

    assertThat(rendered.names).containsExactly("RAW -1  1", "DEAD_LETTERS 0  60");
    assertThat(rendered.files.getLast().file().length()).isLessThan(6 * large.length());
    assertThat(
            rendered.query(
                "SELECT count(*), count(DISTINCT payload), min(item_index), max(item_index) FROM 'DEAD0/seg.parquet'"))
        .containsExactly("60 | 1 | 0 | 59");
  }

  @Test
  void aDamagedSegmentIsRefused() {
    byte[] segment = new Segment().http("{}").http("{}").bytes();
    segment[segment.length - 1] ^= 1;
    assertThatThrownBy(() -> new Rendered(folder, settings(), segment, READINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no frame at offset 19")
        .hasMessageContaining("CHECKSUM");
  }

  private static ViewDefinition everything(String format) {
    return Rendered.view(
        """
        name: everything
        version: 1
        format: json
        definition:
          columns:
            - { name: topic, expr: { meta: topic }, type: varchar }
            - { name: message, expr: { json_path: $ }, type: json, required: true }
          output: { format: %s }
        """
            .formatted(format));
  }

  private static ViewDefinition byTopic(String type) {
    return byTopic(type, "");
  }

  private static ViewDefinition byTopic(String type, String more) {
    return Rendered.view(
        """
        name: by_topic
        version: 1
        format: json
        definition:
          columns:
            - { name: topic, expr: { meta: topic }, type: varchar }
            - { name: temp, expr: { json_path: $.temp }, type: double }
          output:
            format: parquet
            partition_by: [ { name: p, expr: { meta: topic }, type: %s } ]
            %s
        """
            .formatted(type, more));
  }

  private void assertNothingIsSpilled() {
    assertThat(folder.resolve("spill"))
        .satisfiesAnyOf(
            it -> assertThat(it).doesNotExist(), it -> assertThat(it).isEmptyDirectory());
  }

  private RenderSettings holding(long rowsHeldBytesMax) {
    return new RenderSettings(
        3,
        folder.resolve("spill"),
        rowsHeldBytesMax,
        RenderSettings.VIEW_BYTES_MAX,
        RenderSettings.DIRECT_PARTITIONS_MAX,
        RenderSettings.DIRECT_COLUMNS_MAX,
        RenderSettings.PARTITIONS_MAX);
  }

  private RenderSettings settings() {
    return RenderSettings.of(3, folder.resolve("spill"));
  }
}
