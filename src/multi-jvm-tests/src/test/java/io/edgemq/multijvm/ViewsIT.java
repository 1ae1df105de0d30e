package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.multijvm.Committed.Message;
import io.edgemq.ops.load.LoadReport;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.object.FolderObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A node whose endpoints have views and that is killed while it ships: in the end the rows of each
/// view, and its dead letters, are those that DuckDB makes of the raw messages, and later
/// renderings of what it left behind are as if they had been there from the beginning.
class ViewsIT {
  /// One of them hits a node that is still starting.
  private static final int KILLS = 5;

  private static final String[] VIEWS = {
    ViewSettings.EXAMPLE,
    "temperature_block",
    "temperature_readings_v2",
    "batches",
    "places",
    "notes",
    "by_temperature"
  };

  private static final String LIKE_TEMPERATURE = "topic LIKE 'sensors/%/temperature'";
  private static final String DEVICE = "json ->> '$.device_id'";
  private static final String TEMPERATURE = "json ->> '$.temp'";

  /// A number of a message that has one and is no integer.
  private static final String SEQ_IS_WRONG =
      "NOT coalesce(regexp_full_match(json ->> '$.seq', '-?[0-9]+'), true)";

  private static final String TEMPERATURE_IS_WRONG =
      "(%s) IS NOT NULL AND try_cast(%s AS DOUBLE) IS NULL".formatted(TEMPERATURE, TEMPERATURE);

  /// The frame that a dead letter is about.
  private static final String LETTER = "\"timestamp\", format, topic, payload, segment_offset";

  private static final String ITEMS =
      """
      (SELECT *, json_extract(json, '$.values[' || i || ']') AS item
       FROM (SELECT *, unnest(range(json_array_length(json, '$.values')::INTEGER))::INTEGER AS i
             FROM message WHERE topic LIKE 'sensors/%/batch' AND json_type(json, '$.values') = 'ARRAY'))
      """;

  private static final String ITEM_REASON =
      """
      CASE WHEN contains(item ->> '$.n', '.') THEN 'n'
           WHEN (item ->> '$.v') IS NOT NULL AND try_cast(item ->> '$.v' AS DOUBLE) IS NULL THEN 'v' END
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private static Path folder;

  private static Path objects;

  private static List<Message> sent;

  /// A version of a view, and what DuckDB makes of the messages.
  ///
  /// @param columns of the rows, as the files have them
  /// @param rows what they are to be
  /// @param letters [#LETTER], column, reason and item_index that its dead letters are to have
  record Rendered(String view, int version, String columns, String rows, String letters) {
    @Override
    public String toString() {
      return view + " v" + version;
    }
  }

  static Stream<Rendered> inParquet() {
    return Stream.of(
        temperatures("temperature_readings"),
        temperatures("temperature_block"),
        new Rendered(
            "temperature_readings",
            2,
            "device_id, temperature, mqtt_topic, dt",
            """
            SELECT %s, try_cast(%s AS DOUBLE), topic, "timestamp"::DATE::VARCHAR
            FROM message WHERE %s AND json IS NOT NULL
            """
                .formatted(DEVICE, TEMPERATURE, LIKE_TEMPERATURE),
            notJson("WHERE json IS NULL AND " + LIKE_TEMPERATURE)),
        new Rendered(
            "batches",
            1,
            "device_id, n, v",
            """
            SELECT %s, (item ->> '$.n')::INTEGER, (item ->> '$.v')::DOUBLE
            FROM %s WHERE (%s) IS NULL
            """
                .formatted(DEVICE, ITEMS, ITEM_REASON),
            """
            SELECT %s, %s AS "column", 'cast', i FROM %s WHERE "column" IS NOT NULL
            UNION ALL
            SELECT %s, NULL, 'not_an_array', NULL FROM message
            WHERE topic LIKE 'sensors/%%/batch' AND json_type(json, '$.values') = 'OBJECT'
            """
                .formatted(LETTER, ITEM_REASON, ITEMS, LETTER)),
        places(1),
        new Rendered(
            "by_temperature",
            1,
            "device_id, temperature, seq",
            """
            SELECT %s, try_cast(%s AS DOUBLE), (json ->> '$.seq')::BIGINT
            FROM message WHERE %s AND json IS NOT NULL AND NOT (%s)
            """
                .formatted(DEVICE, TEMPERATURE, LIKE_TEMPERATURE, SEQ_IS_WRONG),
            notJson("WHERE json IS NULL AND " + LIKE_TEMPERATURE)));
  }

  private static Rendered temperatures(String name) {
    return new Rendered(
        name,
        1,
        "device_id, temperature, mqtt_topic, dt",
        """
        SELECT %s, (%s)::DOUBLE, topic, "timestamp"::DATE::VARCHAR
        FROM message WHERE %s AND (%s) IS NOT NULL AND NOT (%s)
        """
            .formatted(DEVICE, TEMPERATURE, LIKE_TEMPERATURE, DEVICE, TEMPERATURE_IS_WRONG),
        notJson("WHERE json IS NULL AND " + LIKE_TEMPERATURE)
            + """
            UNION ALL
            SELECT %s, CASE WHEN (%s) IS NULL THEN 'device_id' ELSE 'temperature' END,
                   CASE WHEN (%s) IS NULL THEN 'required' ELSE 'cast' END, NULL
            FROM message
            WHERE %s AND json IS NOT NULL AND ((%s) IS NULL OR %s)
            """
                .formatted(LETTER, DEVICE, DEVICE, LIKE_TEMPERATURE, DEVICE, TEMPERATURE_IS_WRONG));
  }

  private static Rendered places(int version) {
    return new Rendered(
        "places",
        version,
        "device_id, seq, received, %s, %s, area, dt".formatted(nullable("site"), nullable("line")),
        """
        SELECT %s, (json ->> '$.seq')::BIGINT, "timestamp"::TIMESTAMP, json ->> '$.site', json ->> '$.line',
               coalesce(split_part(topic, '/', 3), 'http'), "timestamp"::DATE::VARCHAR
        FROM message WHERE json IS NOT NULL AND NOT (%s)
        """
            .formatted(DEVICE, SEQ_IS_WRONG),
        notJson("WHERE json IS NULL")
            + " UNION ALL SELECT %s, 'seq', 'cast', NULL FROM message WHERE json IS NOT NULL AND %s"
                .formatted(LETTER, SEQ_IS_WRONG));
  }

  /// DuckDB takes the folder of null for a text.
  private static String nullable(String partition) {
    return "nullif(%s, '__HIVE_DEFAULT_PARTITION__')".formatted(partition);
  }

  private static String notJson(String where) {
    return "SELECT %s, NULL, 'not_json', NULL FROM message %s ".formatted(LETTER, where);
  }

  @BeforeAll
  static void killANodeThatRendersViews() throws Exception {
    NodeFiles files = NodeFiles.in(folder);
    objects = files.objects();
    ViewSettings.put(files, VIEWS);
    String settings =
        Tenants.SETTINGS
            + ViewSettings.of("plant", VIEWS)
            + ViewSettings.of("depot", ViewSettings.EXAMPLE)
            + "edgemq.seal { size = 64 KiB, max-size = 1100 KiB, age = 500 ms }\n";
    var posted = new HttpTraffic("acme/plant", Tenants.KEY, 1000, 3);
    var mixed = new MqttTraffic(new Feed("acme/plant", Tenants.KEY, 6, 4, 5, new MixedMessages()));
    var readings = new MqttTraffic(new Feed("acme/depot", Tenants.DEPOT_KEY, 2, 2, 4));
    new KillStory(0, files, settings).run(List.of(posted, mixed, readings), KILLS);

    Readings committed = Readings.in(objects);
    for (Traffic each : List.of(posted, readings)) {
      Readings.Outcome outcome = each.outcome(committed);
      assertThat(outcome.isKept()).as("%s: %s", each, outcome).isTrue();
      assertThat(outcome.acknowledged()).isPositive();
    }
    sent = acknowledged(mixed.report());
  }

  private static List<Message> acknowledged(LoadReport report) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < report.connections().size(); i++) {
      for (long it = 0; it < report.connections().get(i).acknowledged(); it++) {
        messages.add(
            new Message("acme/plant", MixedMessages.topic(i, it), MixedMessages.payload(i, it)));
      }
    }
    return messages;
  }

  @Test
  void everyAcknowledgedMessageIsInACommittedSegment() throws Exception {
    Committed committed = Committed.read(objects);
    Set<Message> missing = new HashSet<>(sent);
    missing.removeAll(new HashSet<>(committed.messages()));

    assertThat(missing).isEmpty();
    assertThat(sent).isNotEmpty();
    assertThat(committed.report().corruptFrames()).isZero();
  }

  @Test
  void everyMarkerAccountsForItsFrames() throws Exception {
    List<CommitMarker> markers = markers(objects);

    assertThat(markers).extracting(CommitMarker::sealedBy).contains("recovery");
    for (CommitMarker marker : markers) {
      boolean isPlant = marker.endpoint().equals("plant");
      assertThat(marker.views()).hasSize(isPlant ? VIEWS.length : 1);
      for (CommitMarker.ViewCounts view : marker.views()) {
        assertThat(view.error()).isNull();
        assertThat(view.rowsOut() + view.filtered() + view.deadLettered()).isEqualTo(view.rowsIn());
        assertThat(Objects.requireNonNullElse(view.framesIn(), view.rowsIn()))
            .isEqualTo(marker.frames());
      }
      assertThat(marker.artifacts().stream().filter(it -> it.kind().equals("parquet")))
          .singleElement()
          .extracting(CommitMarker.Artifact::rows)
          .isEqualTo((long) marker.frames());
    }
    System.out.printf(
        "%d segments, %d frames, %d objects%n",
        markers.size(),
        markers.stream().mapToLong(CommitMarker::frames).sum(),
        markers.stream().mapToLong(it -> it.artifacts().size()).sum());
    EdgemqProgram.verify(objects);
  }

  @Test
  void theDocumentedQueriesWork() throws Exception {
    try (DuckStore store = DuckStore.open(objects)) {
      long frames =
          markers(objects).stream()
              .filter(it -> it.endpoint().equals("plant"))
              .mapToLong(CommitMarker::frames)
              .sum();
      assertThat(store.number("SELECT count(*) FROM message")).isEqualTo(frames);
      assertThat(store.number("SELECT count(*) FROM message WHERE topic IS NULL")).isPositive();

      List<String> raw = DuckStore.documented("artifact.kind = 'parquet'");
      store.execute(raw.getFirst());
      assertThat(store.number(raw.getLast())).isEqualTo(frames);
      store.execute(DuckStore.documented("ORDER BY \"timestamp\"").getFirst());
      List<String> view = DuckStore.documented("artifact.viewVersion = 1");
      store.execute(view.getFirst());
      assertThat(store.number(view.getLast()))
          .isEqualTo(
              store.number(
                  "SELECT count(*) FROM (%s)".formatted(temperatures("temperature_readings").rows)))
          .isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("inParquet")
  void rowsAndDeadLettersAreThoseOfDuckDb(Rendered it) throws Exception {
    try (DuckStore store = DuckStore.open(objects)) {
      assertRendered(store, it);
    }
  }

  @Test
  void rowsInCsvAreThoseOfDuckDb() throws Exception {
    try (DuckStore store = DuckStore.open(objects)) {
      store.take("view", "notes", 1);
      store.execute(
          """
          CREATE TABLE note AS FROM read_csv(
            getvariable('files'), header = true, delim = ',', quote = '"', escape = '"',
            allow_quoted_nulls = false, auto_detect = false,
            columns = {device_id: 'VARCHAR', note: 'VARCHAR', line: 'VARCHAR', seq: 'BIGINT', received: 'TIMESTAMP'})
          """);
      store.assertSame(
          "FROM note",
          """
          SELECT json ->> '$.device_id', json ->> '$.note', json ->> '$.line',
                 (json ->> '$.seq')::BIGINT, "timestamp"::TIMESTAMP
          FROM message WHERE (json ->> '$.note') IS NOT NULL
          """);
      store.loadDeadLetters("letter", "notes", 1);
      store.assertSame(
          "SELECT %s, \"column\", reason, item_index FROM letter".formatted(LETTER),
          notJson("WHERE json IS NULL"));
    }
  }

  @Test
  void sortedRowsAreInOrder() throws Exception {
    try (DuckStore store = DuckStore.open(objects)) {
      store.take("view", "by_temperature", 1);
      assertThat(
              store.number(
                  """
                  SELECT count(*) FROM (
                    SELECT row_number() OVER (PARTITION BY filename ORDER BY file_row_number) AS here,
                           rank() OVER (PARTITION BY filename ORDER BY temperature NULLS LAST, device_id NULLS LAST) AS first,
                           count(*) OVER (PARTITION BY filename, temperature, device_id) AS ties
                    FROM read_parquet(getvariable('files'), filename = true, file_row_number = true))
                  WHERE here < first OR here >= first + ties
                  """))
          .isZero();
    }
  }

  @Test
  void aVersionThatIsRenderedLaterIsAsIfItHadAlwaysBeenThere() throws Exception {
    Path copy = copy("rendered");
    int segments = (int) markers(copy).stream().filter(it -> it.endpoint().equals("plant")).count();
    Path view =
        Files.writeString(
            folder.resolve("places_v2.yaml"),
            ViewSettings.text("places").replace("version: 1", "version: 2"));
    String[] render = {
      "render", "--view", view.toString(), "--from", copy.resolve("acme/plant").toString()
    };

    try (RunningProgram program =
        RunningProgram.start(new ProcessBuilder(EdgemqProgram.command(render)))) {
      Await.until("a render marker", () -> !renderMarkers(copy).isEmpty());
      assertThat(program.kill()).isEqualTo(NodeProcess.KILLED);
    }
    assertThat(renderMarkers(copy)).hasSizeBetween(1, segments - 1);
    EdgemqProgram.verify(copy);

    assertThat(EdgemqProgram.run(render)).contains("places v2");
    assertThat(renderMarkers(copy)).hasSize(segments);
    EdgemqProgram.verify(copy);
    Set<Path> all = files(copy);
    assertThat(EdgemqProgram.run(render))
        .containsPattern("segments that had it already +" + segments + "\n");
    assertThat(files(copy)).isEqualTo(all);
    EdgemqProgram.verify(copy);

    try (DuckStore store = DuckStore.open(copy)) {
      assertRendered(store, places(2));
      store.loadRows("before", "places", 1);
      store.loadRows("later", "places", 2);
      store.assertSame("FROM later", "FROM before");
    }
  }

  @Test
  void whatWasADeadLetterIsARowOfAVersionThatForgives() throws Exception {
    Path copy = copy("replayed");
    replay(copy, "batches_v2");
    replay(copy, "temperature_block_v2");

    try (DuckStore store = DuckStore.open(copy)) {
      assertRendered(
          store,
          new Rendered(
              "batches",
              2,
              "device_id, n, v",
              """
              SELECT %s, item ->> '$.n', item ->> '$.v' FROM %s WHERE (%s) IS NOT NULL
              """
                  .formatted(DEVICE, ITEMS, ITEM_REASON),
              """
              SELECT %s, NULL, 'not_an_array', NULL FROM message
              WHERE topic LIKE 'sensors/%%/batch' AND json_type(json, '$.values') = 'OBJECT'
              """
                  .formatted(LETTER)));
      assertRendered(
          store,
          new Rendered(
              "temperature_block",
              2,
              "device_id, temperature, mqtt_topic, dt",
              """
              SELECT %s, try_cast(%s AS DOUBLE), topic, "timestamp"::DATE::VARCHAR
              FROM message WHERE %s AND json IS NOT NULL AND ((%s) IS NULL OR %s)
              """
                  .formatted(DEVICE, TEMPERATURE, LIKE_TEMPERATURE, DEVICE, TEMPERATURE_IS_WRONG),
              notJson("WHERE json IS NULL AND " + LIKE_TEMPERATURE)));
    }
  }

  @Test
  void controlARowTooManyIsFoundOut() throws Exception {
    Rendered view = temperatures("temperature_readings");
    try (DuckStore store = DuckStore.open(objects)) {
      store.execute(
          "DELETE FROM message WHERE rowid = (SELECT min(rowid) FROM message WHERE %s AND json IS NOT NULL)"
              .formatted(LIKE_TEMPERATURE));
      assertThatThrownBy(() -> assertRendered(store, view))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("found and not expected");
    }
  }

  @Test
  void controlAFileThatIsGoneIsFoundOut() throws Exception {
    Path copy = copy("damaged");
    Path gone =
        files(copy).stream()
            .filter(it -> it.startsWith("acme/plant/views/places"))
            .findAny()
            .orElseThrow();
    Files.delete(copy.resolve(gone));

    assertThatThrownBy(() -> EdgemqProgram.verify(copy))
        .hasMessageContaining(gone + ": is named by a marker and not there");
  }

  private static void replay(Path copy, String view) throws Exception {
    Path file = Files.writeString(folder.resolve(view + ".yaml"), ViewSettings.text(view));
    String[] replay = {
      "dlq", "replay", "--view", file.toString(), "--from", copy.resolve("acme").toString()
    };
    EdgemqProgram.run(replay);
    EdgemqProgram.verify(copy);
    Set<Path> all = files(copy);
    EdgemqProgram.run(replay);
    assertThat(files(copy)).isEqualTo(all);
  }

  private static void assertRendered(DuckStore store, Rendered it) throws Exception {
    store.loadRows("found", it.view, it.version);
    store.assertSame("SELECT %s FROM found".formatted(it.columns), it.rows);
    store.loadDeadLetters("letter", it.view, it.version);
    store.assertSame(
        "SELECT %s, \"column\", reason, item_index FROM letter".formatted(LETTER), it.letters);
    assertThat(
            store.number(
                "SELECT count(*) FROM letter WHERE view <> '%s' OR view_version <> %d"
                    .formatted(it.view, it.version)))
        .isZero();
    store.execute("DROP TABLE found");
    store.execute("DROP TABLE letter");
  }

  /// The objects as they are, in a folder of their own.
  private static Path copy(String name) throws IOException {
    Path copy = folder.resolve(name);
    for (Path file : files(objects)) {
      Path to = copy.resolve(file);
      Files.createDirectories(Objects.requireNonNull(to.getParent()));
      Files.createLink(to, objects.resolve(file));
    }
    return copy;
  }

  /// All files of a store, relative to it.
  private static Set<Path> files(Path store) throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return new HashSet<>(all.filter(Files::isRegularFile).map(store::relativize).toList());
    }
  }

  private static List<CommitMarker> markers(Path store) throws IOException {
    List<CommitMarker> markers = new ArrayList<>();
    for (String key : new FolderObjectStore(store).list("")) {
      if (key.contains("/commits/")) {
        try (var in = Files.newInputStream(store.resolve(key))) {
          markers.add(CommitMarker.read(in));
        }
      }
    }
    return markers;
  }

  private static List<String> renderMarkers(Path store) throws IOException {
    return new FolderObjectStore(store)
        .list("").stream().filter(it -> it.contains("/renders/")).toList();
  }
}
