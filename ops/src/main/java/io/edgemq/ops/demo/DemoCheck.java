package io.edgemq.ops.demo;

import io.edgemq.ops.tools.Progress;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.views.parquet.ParquetRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The proof: reads everything that was committed, from the folder and from nothing else.
///
/// @param report of the verifier
/// @param completeness which published messages are there
/// @param firstReadings a few of them, of different topics
/// @param firstSegment key of the first segment's object
record DemoCheck(
    CommitVerifier.Report report,
    Completeness completeness,
    List<Reading> firstReadings,
    Optional<String> firstSegment) {
  private static final int FIRST_READINGS = 3;

  /// A message as it was found.
  ///
  /// @param topic where it came over HTTP, the target of the request
  record Reading(String topic, String payload) {}

  /// Checks a store.
  ///
  /// @param objects folder of the store
  /// @param load what was sent and acknowledged
  static DemoCheck of(Path objects, DemoLoad load, Progress progress) throws IOException {
    var reading =
        new Reader(
            new Completeness(load.mqtt().connections(), load.http().connections()), progress);
    var report =
        new CommitVerifier(new FolderObjectStore(objects), (_, file) -> ParquetRows.count(file))
            .verify("", reading);
    return new DemoCheck(
        report,
        reading.completeness,
        List.copyOf(reading.first),
        Optional.ofNullable(reading.firstSegment));
  }

  /// Whether every acknowledged message was found, nothing is wrong with the store, and there was
  /// something to find.
  boolean isProof() {
    return completeness.acknowledged() > 0
        && completeness.missing().isEmpty()
        && report.faults().isEmpty();
  }

  private static final class Reader implements CommitVerifier.Progress {
    private final Completeness completeness;
    private final Progress progress;
    private final List<Reading> first = new ArrayList<>();
    private @Nullable String firstSegment;

    Reader(Completeness completeness, Progress progress) {
      this.completeness = completeness;
      this.progress = progress;
    }

    @Override
    public void checked(int done, int of) {
      progress.at(done, of, "");
    }

    @Override
    public void segment(CommitMarker marker, byte[] raw) {
      completeness.add(raw);
      if (firstSegment == null) {
        firstSegment = marker.segmentArtifact().map(CommitMarker.Artifact::key).orElse(null);
        takeFirst(raw);
      }
    }

    private void takeFirst(byte[] raw) {
      var reader = new FrameReader(raw, 0, raw.length);
      while (first.size() < FIRST_READINGS && reader.next()) {
        String topic =
            reader.format() == Frame.FORMAT_MQTT
                ? text(raw, reader.topicFrom(), reader.topicBytes())
                : DemoPlan.HTTP_TARGET;
        if (first.stream().noneMatch(it -> it.topic().equals(topic))) {
          String payload = text(raw, reader.messageFrom(), reader.messageBytes());
          first.add(new Reading(topic, payload));
        }
      }
    }

    private static String text(byte[] raw, int from, int length) {
      return new String(raw, from, length, StandardCharsets.UTF_8);
    }
  }
}
