package io.edgemq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.benchmarks.PreallocationBenchmark.Layout;
import io.edgemq.ingest.http.body.BodyOutcome;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.frame.SegmentScan;
import io.edgemq.views.render.ViewOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Calls every benchmark once without measuring, so that none of them rots.
class BenchmarksTest {
  private static final int MIB = 1 << 20;

  @Test
  void jmhFindsExactlyTheBenchmarksThatAreCalledHere() {
    Set<String> found =
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
            .stream()
            .map(it -> it.getUsername().substring("io.edgemq.benchmarks.".length()))
            .collect(Collectors.toSet());

    assertThat(found)
        .containsExactlyInAnyOrder(
            "SessionBenchmark.qos1",
            "SessionBenchmark.qos0",
            "SessionBenchmark.qos1HeldToTopics",
            "SessionBenchmark.qos1InSmallChunks",
            "BodyBenchmark.lines",
            "BodyBenchmark.linesInSmallChunks",
            "BodyBenchmark.linesInGzip",
            "BodyBenchmark.linesInZstd",
            "BodyBenchmark.jsonArray",
            "WebSocketBenchmark.frameOfEach",
            "WebSocketBenchmark.frameOfAll",
            "WebSocketBenchmark.copy",
            "FrameBenchmark.addMqtt",
            "FrameBenchmark.read",
            "FrameBenchmark.scanOneMiB",
            "GroupCommitBenchmark.commit",
            "ShipBenchmark.oneMiB",
            "ShipBenchmark.eightMiB",
            "RawParquetBenchmark.oneMiB",
            "RawParquetBenchmark.eightMiB",
            "ViewBenchmark.rows",
            "ViewBenchmark.oneFile",
            "ViewBenchmark.csv",
            "ViewBenchmark.sorted",
            "ViewBenchmark.days",
            "ViewBenchmark.devices",
            "PreallocationBenchmark.writeAndForce",
            "PreallocationBenchmark.fill");
  }

  @Test
  void aSessionTakesAndAcknowledgesAllMessagesOfAChunk() {
    var benchmark = new SessionBenchmark();
    long connAckBytes = 4;
    long pubAckBytes = 4;

    assertThat(benchmark.qos1(new SessionBenchmark.Connected()))
        .isEqualTo(connAckBytes + 64 + 64 * pubAckBytes);
    assertThat(benchmark.qos1InSmallChunks(new SessionBenchmark.Connected()))
        .isEqualTo(connAckBytes + 64 + 64 * pubAckBytes);
    assertThat(benchmark.qos1HeldToTopics(new SessionBenchmark.HeldToTopics()))
        .isEqualTo(connAckBytes + 64 + 64 * pubAckBytes);
    assertThat(benchmark.qos0(new SessionBenchmark.Connected())).isEqualTo(connAckBytes + 64);
  }

  @Test
  void bodiesOfEveryKindBecomeFramesOfTheSameReadings() {
    var benchmark = new BodyBenchmark();
    var requests = new BodyBenchmark.Requests();

    assertThat(
            Stream.of(
                benchmark.lines(requests),
                benchmark.linesInSmallChunks(requests),
                benchmark.linesInGzip(requests),
                benchmark.linesInZstd(requests),
                benchmark.jsonArray(requests)))
        .allSatisfy(it -> {
          var frames = (BodyOutcome.Frames) it;
          assertThat(frames.count()).isEqualTo(100);
          assertThat(frames.payloadBytes()).isEqualTo(100 * 100);
        });
  }

  @Test
  void theFramesOfAWebSocketHoldTheMessages() {
    var benchmark = new WebSocketBenchmark();
    byte[] messages = Publishes.chunk(1);

    var chunks = new WebSocketBenchmark.Chunks();
    assertThat(benchmark.frameOfEach(chunks)).isEqualTo(8 * messages.length);
    assertThat(benchmark.copy(chunks)).startsWith(0x82, 0xFE, 0, 128);
    assertThat(benchmark.frameOfAll(chunks)).isEqualTo(8 * messages.length);
    assertThat(benchmark.frameOfEach(chunks)).as("again").isEqualTo(8 * messages.length);
  }

  @Test
  void framesAreMadeReadAndScanned() {
    var benchmark = new FrameBenchmark();
    var messages = new FrameBenchmark.Messages();

    assertThat(benchmark.addMqtt(messages).frames()).isEqualTo(64);
    assertThat(benchmark.read(messages)).isEqualTo(64 * (1_700_000_000_000L + 22 + 100));
    SegmentScan scan = benchmark.scanOneMiB(new FrameBenchmark.Segment());
    assertThat(scan.isSound()).isTrue();
    assertThat(scan.goodBytes()).isEqualTo(MIB);
    assertThat(scan.frames()).isGreaterThan(1);
  }

  @Test
  void aGroupIsCommitted() throws IOException {
    var log = new GroupCommitBenchmark.Log();
    log.batches = 3;
    log.batchBytes = 150;
    log.open();
    try {
      assertThat(new GroupCommitBenchmark().commit(log)).isEqualTo(3 * 150);
      assertThat(new GroupCommitBenchmark().commit(log)).isEqualTo(2 * 3 * 150);
    } finally {
      log.close();
    }
  }

  @Test
  void aSegmentIsShippedAgainAndAgain() throws IOException {
    var benchmark = new ShipBenchmark();
    var one = new ShipBenchmark.OneMiB();
    var eight = new ShipBenchmark.EightMiB();
    one.create();
    eight.create();
    try {
      assertThat(rawBytes(benchmark.oneMiB(one))).isEqualTo(MIB);
      assertThat(rawBytes(benchmark.oneMiB(one))).isEqualTo(MIB);
      assertThat(rawBytes(benchmark.eightMiB(eight))).isEqualTo(8 * MIB);
    } finally {
      one.remove();
      eight.remove();
    }
  }

  @Test
  void aSegmentIsRenderedAgainAndAgain() throws IOException {
    var benchmark = new RawParquetBenchmark();
    var one = new RawParquetBenchmark.OneMiB();
    var eight = new RawParquetBenchmark.EightMiB();

    assertThat(benchmark.oneMiB(one).rows()).isEqualTo(Readings.segment(MIB).frames());
    assertThat(benchmark.oneMiB(one).rows()).isEqualTo(Readings.segment(MIB).frames());
    assertThat(benchmark.eightMiB(eight).rows()).isEqualTo(Readings.segment(8 * MIB).frames());
  }

  @Test
  void everyMessageIsARowOfAView() throws IOException {
    var benchmark = new ViewBenchmark();
    var segment = new ViewBenchmark.Segment();
    var sink =
        new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");
    List<List<ViewOutcome>> all =
        List.of(
            benchmark.oneFile(segment, sink),
            benchmark.csv(segment, sink),
            benchmark.sorted(segment, sink),
            benchmark.days(segment, sink),
            benchmark.devices(segment, sink));

    long messages = benchmark.rows(segment, sink).getFirst().rowsOut();
    assertThat(messages).isPositive();
    assertThat(all)
        .allSatisfy(it -> {
          assertThat(it.getFirst().error()).isEmpty();
          assertThat(it.getFirst().counts().rowsOut()).isEqualTo(messages);
        });
  }

  private static long rawBytes(SegmentShipper.Shipped shipped) {
    return shipped.marker().map(CommitMarker::rawBytes).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void groupsFollowEachOtherIntoTheNextFile(Layout layout) throws IOException {
    var groups = new PreallocationBenchmark.Groups();
    groups.layout = layout;
    groups.groupBytes = MIB;
    groups.create();
    try {
      for (int group = 0; group < 65; group++) {
        groups.rollOver();
        assertThat(new PreallocationBenchmark().writeAndForce(groups))
            .isEqualTo((group % 64 + 1L) * MIB);
      }
    } finally {
      groups.remove();
    }
  }

  @Test
  void aFileIsFilled() throws IOException {
    var filling = new PreallocationBenchmark.Filling();
    filling.fileBytes = 1 << 19;
    filling.create();
    try {
      assertThat(new PreallocationBenchmark().fill(filling)).isEqualTo(1 << 19);
    } finally {
      filling.remove();
    }
  }
}
