package io.edgemq.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.load.LoadReport;
import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.SegmentFile;
import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.frame.SegmentScan;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One run of the demo, and then what its check says of a store that has lost something.
class DemoTest {
  @TempDir private static Path folder;
  private static DemoPlan plan;
  private static DemoSummary summary;
  private static String told;

  private Path marker;
  private Path segment;
  private byte[] markerBytes;
  private byte[] segmentBytes;
  private int frames;

  @BeforeAll
  static void runTheDemo() throws Exception {
    plan = new DemoPlan(folder.resolve("demo"), Duration.ofMillis(300), 3);
    var err = new StringWriter();
    summary = new Demo(plan, new PrintWriter(err, true)).run();
    told = err.toString();
  }

  @BeforeEach
  void takeASegment() throws IOException {
    marker = files(plan.objects(), ".json").getFirst();
    markerBytes = Files.readAllBytes(marker);
    try (InputStream in = Files.newInputStream(marker)) {
      CommitMarker read = CommitMarker.read(in);
      frames = read.frames();
      segment = plan.objects().resolve(read.segmentArtifact().orElseThrow().key());
    }
    segmentBytes = Files.readAllBytes(segment);
  }

  @AfterEach
  void putItBack() throws IOException {
    Files.write(marker, markerBytes);
    Files.write(segment, segmentBytes);
  }

  @Test
  void everythingAcknowledgedIsFound() throws IOException {
    assertThat(summary.lines()).as(told).first().asString().startsWith("Nothing acknowledged was");
    assertThat(summary.isProof()).isTrue();

    long stored = 0;
    for (Path file : files(plan.objects(), ".wal.zst")) {
      byte[] raw = SegmentFile.read(file);
      stored += SegmentScan.of(raw, raw.length).frames();
    }
    Completeness completeness = check().completeness();
    assertThat(completeness.acknowledged()).isEqualTo(completeness.found());
    assertThat(summary.load().mqtt().acknowledged()).isPositive();
    assertThat(summary.load().http().acknowledged()).isPositive();
    assertThat(completeness.acknowledged()).isEqualTo(summary.load().acknowledged());
    assertThat(completeness.foreign()).isZero();
    assertThat(completeness.found() + completeness.unpromised() + completeness.duplicates())
        .isEqualTo(stored);
  }

  @Test
  void theNodeHasLeftNothingInItsLog() throws IOException {
    assertThat(files(plan.log(), ".wal")).isEmpty();
  }

  @Test
  void aSegmentThatIsGoneWithItsMarkerIsMissed() throws IOException {
    Files.delete(marker);
    Files.delete(segment);

    DemoCheck check = check();
    assertThat(check.report().faults()).isEmpty();
    assertThat(check.isProof()).isFalse();
    Completeness completeness = check.completeness();
    assertThat(completeness.acknowledged() - completeness.found()).isEqualTo(frames);
    assertThat(linesOf(check))
        .anyMatch(it -> it.matches("FAILED: .* acknowledged messages are not in committed .*"))
        .anyMatch(it -> it.matches("  device d-000\\d: .* missing, the first is seq \\d+"))
        .contains("What went wrong");
  }

  @Test
  void anAlteredSegmentIsMissedAndAFault() throws IOException {
    SmallStore.damage(segment, segmentBytes.length / 2);

    DemoCheck check = check();
    assertThat(check.report().faults()).hasSize(1);
    assertThat(check.completeness().missing()).isNotEmpty();
    assertThat(check.isProof()).isFalse();
    assertThat(linesOf(check)).anyMatch(it -> it.contains("its marker says"));
  }

  @Test
  void aStrayMarkerIsAFaultAlthoughNothingIsMissing() throws IOException {
    Path stray = Files.writeString(marker.resolveSibling("seg-99999999.json"), "{}");
    try {
      DemoCheck check = check();
      assertThat(check.completeness().missing()).isEmpty();
      assertThat(check.isProof()).isFalse();
      assertThat(linesOf(check)).first().isEqualTo("FAILED: the object store has 1 fault.");
    } finally {
      Files.delete(stray);
    }
  }

  @ParameterizedTest
  @CsvSource({"true,false,HTTP", "false,true,MQTT", "false,false,MQTT"})
  void withoutAnAcknowledgementOfEitherNothingIsProved(
      boolean hasMqtt, boolean hasHttp, String silent) throws IOException {
    DemoLoad all = summary.load();
    var load =
        new DemoLoad(
            hasMqtt ? all.mqtt() : withoutAcknowledgement(all.mqtt()),
            hasHttp ? all.http() : withoutAcknowledgement(all.http()));
    var summary = new DemoSummary(plan, load, DemoCheck.of(plan.objects(), all, new Unseen()));

    assertThat(summary.isProof()).isFalse();
    assertThat(summary.lines())
        .first()
        .isEqualTo("FAILED: nothing was acknowledged over " + silent + ".");
  }

  @Test
  void bothProtocolsHaveTheirRowsAndRefusalsAreTold() throws IOException {
    assertThat(linesOf(check()))
        .anyMatch(it -> it.matches("  MQTT +[\\d,]+  messages a second, QoS 1, 3 clients"))
        .anyMatch(it -> it.matches("  HTTP +[\\d,]+  records a second meanwhile, 4 connections"))
        .anyMatch(it -> it.matches("  202 p99 +[\\d,.]+ ms"))
        .doesNotContain("What went wrong");

    LoadReport http = summary.load().http();
    var refused = new TreeMap<>(Map.of(503, 2));
    var load = new DemoLoad(summary.load().mqtt(), with(http, refused, http.acknowledged()));
    assertThat(new DemoSummary(plan, load, check()).lines())
        .contains("What went wrong", "  2 requests answered with status 503");
  }

  private static LoadReport withoutAcknowledgement(LoadReport report) {
    return with(report, report.refused(), 0);
  }

  private static LoadReport with(
      LoadReport report, SortedMap<Integer, Integer> refused, long acknowledged) {
    return new LoadReport(
        report.connected(),
        refused,
        report.sent(),
        report.resent(),
        acknowledged,
        report.faults(),
        report.rejected(),
        report.overdue(),
        report.connecting(),
        report.publishing(),
        report.settling(),
        report.answerMicros(),
        report.sinceDueMicros(),
        report.connections(),
        report.firstLoss());
  }

  private static DemoCheck check() throws IOException {
    return DemoCheck.of(plan.objects(), summary.load(), new Unseen());
  }

  private static List<String> linesOf(DemoCheck check) {
    return new DemoSummary(plan, summary.load(), check).lines();
  }

  private static List<Path> files(Path below, String ending) throws IOException {
    try (Stream<Path> paths = Files.walk(below)) {
      return new ArrayList<>(paths.filter(it -> it.toString().endsWith(ending)).sorted().toList());
    }
  }

  private static final class Unseen implements Progress {
    @Override
    public void at(long done, long of, String note) {}

    @Override
    public void close() {}
  }
}
