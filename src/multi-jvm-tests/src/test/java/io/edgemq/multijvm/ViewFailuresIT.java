package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.edgemq.storage.commit.CommitMarker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A view that cannot be made of a segment holds nothing else back: the segment is committed with
/// the other views, and its marker says what was wrong.
class ViewFailuresIT {
  private static final int RECORDS = 40;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  private NodeFiles files;

  @BeforeEach
  void makeFiles() throws IOException {
    files = NodeFiles.in(folder);
  }

  @Test
  void aViewWithTooManyPartitionsFailsAlone() throws Exception {
    ViewSettings.put(files, "places", "notes");
    String settings = settings("places", "notes");

    CommitMarker marker = shipped(settings + "edgemq.views.partitions-max = 3\n", 1);

    assertThat(marker.views())
        .containsExactly(
            failed("places", "more than 3 partitions"),
            new CommitMarker.ViewCounts("notes", 1, null, RECORDS, RECORDS, 0, 0, null));
    assertThat(marker.artifacts())
        .extracting(CommitMarker.Artifact::kind, CommitMarker.Artifact::view)
        .containsExactly(tuple("segment", null), tuple("parquet", null), tuple("view", "notes"));
    assertThat(files.objects().resolve("acme/plant/views/places")).doesNotExist();
    assertThat(files.objects().resolve("acme/plant/dlq")).doesNotExist();
    EdgemqProgram.verify(files.objects());

    // With room for them a later rendering of the same version makes up for it.
    Path view = files.folder().resolve("places.yaml");
    EdgemqProgram.run(
        "render", "--view", view.toString(), "--from", files.objects() + "/acme/plant");
    EdgemqProgram.verify(files.objects());
    try (DuckStore store = DuckStore.open(files.objects())) {
      store.loadRows("found", "places", 1);
      store.assertSame(
          "SELECT device_id, site FROM found",
          "SELECT json ->> '$.device_id', json ->> '$.site' FROM message");
    }
  }

  @Test
  void aVersionThatMeansSomethingElseThanBeforeFailsAndTheNodeServes() throws Exception {
    ViewSettings.put(files, "places", "notes");
    String settings = settings("places", "notes");
    CommitMarker before = shipped(settings, 1);
    assertThat(before.views()).extracting(CommitMarker.ViewCounts::error).containsOnlyNulls();

    Path places = files.folder().resolve("places.yaml");
    String text = Files.readString(places);
    Files.writeString(places, text.replace("path: $.seq", "path: $.number"));
    Path notes = files.folder().resolve("notes.yaml");
    Files.writeString(notes, "# the same in other words\n" + Files.readString(notes));
    String key = "control/views/acme/places/v1.yaml";
    String error = key + " has another definition; a change is a new version";
    CommitMarker changed = shipped(settings, 2, error);

    assertThat(changed.views())
        .containsExactlyInAnyOrder(
            failed("places", error),
            new CommitMarker.ViewCounts("notes", 1, null, RECORDS, RECORDS, 0, 0, null));
    assertThat(changed.artifacts())
        .extracting(CommitMarker.Artifact::kind)
        .containsExactly("segment", "parquet", "view");
    assertThat(files.objects().resolve(key)).hasContent(text);

    Files.writeString(places, text);
    CommitMarker again = shipped(settings, 3);
    assertThat(again.views()).extracting(CommitMarker.ViewCounts::error).containsOnlyNulls();
    EdgemqProgram.verify(files.objects());
  }

  private static CommitMarker.ViewCounts failed(String view, String error) {
    return new CommitMarker.ViewCounts(view, 1, null, RECORDS, 0, 0, RECORDS, error);
  }

  private static String settings(String... views) {
    return Tenants.SETTINGS
        + ViewSettings.of("plant", views)
        + "edgemq.seal { size = 1 MiB, age = 1 h }\n";
  }

  /// Starts a node, posts records as one batch, and stops it.
  ///
  /// @param markers that are in the store then
  /// @param errors that the node logs
  /// @return the newest of the markers
  private CommitMarker shipped(String settings, int markers, String... errors) throws Exception {
    List<String> records =
        IntStream.range(0, RECORDS)
            .mapToObj(
                "{\"device_id\":\"d-%1$d\",\"seq\":%1$d,\"site\":\"s%1$d\",\"note\":\"n\"}"
                    ::formatted)
            .toList();
    try (NodeProcess node = NodeProcess.start(files, settings)) {
      try (RawHttp client = RawHttp.open(node.port(Way.WS))) {
        client.send(RawHttp.post(Tenants.KEY, "application/json", records.toString()));
        assertThat(client.read().accepted().records()).isEqualTo(RECORDS);
      }
      node.terminate();
      assertThat(node.errors()).hasSize(errors.length);
      for (String error : errors) {
        assertThat(node.hasLogged(error)).as(error).isTrue();
      }
    }
    assertThat(files.localSegments()).isEmpty();
    assertThat(files.markers()).hasSize(markers);
    try (var in = Files.newInputStream(files.markers().getLast())) {
      CommitMarker marker = CommitMarker.read(in);
      assertThat(marker.frames()).isEqualTo(RECORDS);
      return marker;
    }
  }
}
