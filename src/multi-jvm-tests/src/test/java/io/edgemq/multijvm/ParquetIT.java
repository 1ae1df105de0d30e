package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.object.FolderObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// An endpoint that asks for raw Parquet has, for every segment and whatever happened to the node,
/// one file that its marker names, with the segment's frames in it as DuckDB reads them.
class ParquetIT {
  private static final int KILLS = 4;

  private static final String SETTINGS =
      Tenants.SETTINGS
          + """
          edgemq.bootstrap.tenants.acme.endpoints.plant.outputs = [segment, parquet]
          edgemq.seal { size = 256 KiB, age = 1 s }
          """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  /// A frame, and the row that is to be of it.
  private record Row(
      long timestampMs, int format, @Nullable String topic, String payload, long segmentOffset) {}

  @Test
  void whatWasAcknowledgedIsInParquetInTheEnd() throws Exception {
    NodeFiles files = NodeFiles.in(folder);
    List<Traffic> traffic =
        List.of(
            new HttpTraffic("acme/plant", Tenants.KEY, 1000, 10),
            new MqttTraffic(new Feed("acme/plant", Tenants.KEY, 20, 16, 4)),
            new MqttTraffic(new Feed("acme/depot", Tenants.DEPOT_KEY, 5, 16, 5)));
    new KillStory(0, files, SETTINGS).run(traffic, KILLS);

    Readings readings = Readings.in(files.objects());
    for (Traffic each : traffic) {
      Readings.Outcome outcome = each.outcome(readings);
      assertThat(outcome.isKept()).as("%s: %s", each, outcome).isTrue();
      assertThat(outcome.acknowledged()).isPositive();
    }
    assertThat(readings.report().faults()).isEmpty();
    verify(files.objects());
  }

  private static void verify(Path objects) throws Exception {
    Map<CommitMarker, List<Row>> segments = segments(objects);
    assertThat(segments.keySet())
        .extracting(CommitMarker::sealedBy)
        .as("some were left behind by a kill")
        .contains("recovery");
    long plantFrames = 0;
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
      for (Map.Entry<CommitMarker, List<Row>> segment : segments.entrySet()) {
        CommitMarker marker = segment.getKey();
        boolean isWanted = marker.endpoint().equals("plant");
        assertThat(marker.artifacts())
            .extracting(CommitMarker.Artifact::kind)
            .isEqualTo(isWanted ? List.of("segment", "parquet") : List.of("segment"));
        if (isWanted) {
          CommitMarker.Artifact parquet = marker.artifacts().getLast();
          assertThat(parquet.rows()).isEqualTo(marker.frames());
          assertThat(rows(duckDb, objects.resolve(parquet.key()))).isEqualTo(segment.getValue());
          plantFrames += marker.frames();
        }
      }
      assertThat(countByMarkers(duckDb, objects)).isEqualTo(plantFrames);
    }
    System.out.printf("%d frames in Parquet, of %d segments%n", plantFrames, segments.size());
  }

  private static Map<CommitMarker, List<Row>> segments(Path objects) throws Exception {
    Map<CommitMarker, List<Row>> segments = new LinkedHashMap<>();
    new CommitVerifier(new FolderObjectStore(objects))
        .verify(
            "",
            new CommitVerifier.Progress() {
              @Override
              public void checked(int done, int of) {}

              @Override
              public void segment(CommitMarker marker, byte[] raw) {
                segments.put(marker, rows(raw));
              }
            });
    return segments;
  }

  private static List<Row> rows(byte[] raw) {
    var rows = new ArrayList<Row>();
    var frame = new FrameReader(raw, 0, raw.length);
    while (frame.next()) {
      rows.add(
          new Row(
              frame.timestampMs(),
              frame.format(),
              frame.format() == Frame.FORMAT_HTTP ? null : Committed.topic(frame, raw),
              Committed.payload(frame, raw),
              frame.offset()));
    }
    return rows;
  }

  private static List<Row> rows(Connection duckDb, Path file) throws SQLException {
    var rows = new ArrayList<Row>();
    try (Statement statement = duckDb.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                SELECT epoch_ms("timestamp"), format, topic, payload, segment_offset
                FROM read_parquet('%s', hive_partitioning = false)
                """
                    .formatted(file))) {
      while (result.next()) {
        rows.add(
            new Row(
                result.getLong(1),
                result.getInt(2),
                result.getString(3),
                new String(result.getBytes(4), StandardCharsets.ISO_8859_1),
                result.getLong(5)));
      }
    }
    return rows;
  }

  /// The query of docs/format/objects.md.
  private static long countByMarkers(Connection duckDb, Path objects) throws SQLException {
    try (Statement statement = duckDb.createStatement()) {
      statement.execute(
          """
          SET VARIABLE files = (
            SELECT list('OBJECTS/' || artifact.key)
            FROM (SELECT unnest(artifacts) AS artifact
                  FROM read_json('OBJECTS/acme/plant/*/*/*/commits/*.json'))
            WHERE artifact.kind = 'parquet')
          """
              .replace("OBJECTS", objects.toString()));
      try (ResultSet result =
          statement.executeQuery(
              "SELECT count(*) FROM read_parquet(getvariable('files'), hive_partitioning = true)")) {
        assertThat(result.next()).isTrue();
        return result.getLong(1);
      }
    }
  }
}
