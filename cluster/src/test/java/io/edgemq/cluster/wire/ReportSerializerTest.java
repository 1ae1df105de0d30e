package io.edgemq.cluster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.cluster.placement.LogReport;
import io.edgemq.cluster.placement.LogReports;
import io.edgemq.cluster.placement.NodeReport;
import io.edgemq.storage.wal.WalId;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ReportSerializerTest {
  private static final RemoteSystem REMOTE = new RemoteSystem();

  /// Read for nodes of an earlier version, not written any more.
  private static final String NODE_REPORT_1 =
      """
      0003 613a31            # node: a:1
      0002 6931              # instance
      01                     # draining
      00000007               # logs
      0000000000000064       # bytes in a second
      00000002               # segments that wait
      0000000000000c00       # bytes of them
      00000001               # logs that are named
      000c 61636d652f706c616e742f33  # acme/plant/3
      00000004               #   epoch
      00000005               #   connections
      00                     #   stalled
      0000000000000006       #   bytes queued
      0000000000000007       #   bytes in the open segment
      00000001               #   segments that wait
      0000000000000400       #   bytes of them
      000000000000005a       #   bytes in a second
      02                     #   nodes that they enter through
      0003 613a31            #     a:1
      0000000000000050       #     bytes in a second
      0003 623a32            #     b:2
      000000000000000a       #     bytes in a second
      """;

  /// The golden bytes of every message of this version. They never change: a change is a new
  /// manifest beside the old one.
  private static final Map<String, String> GOLDEN =
      Map.of(
          "report-1",
          """
          00000064      # logs that are wanted
          0025 ACTOR    # reply to
          """,
          "node-report-2",
          NODE_REPORT_1
              + """
              0000000100000000       # what a log may hold
              0000000000100000       # room on the disk
              """);

  private final ReportSerializer serializer = new ReportSerializer(REMOTE.system());

  @AfterAll
  static void end() {
    REMOTE.close();
  }

  private static LogReport log(String name) {
    return new LogReport(
        WalId.parse(name).orElseThrow(),
        4,
        5,
        false,
        6,
        7,
        1,
        1024,
        90,
        Map.of("b:2", 10L, "a:1", 80L));
  }

  private static NodeReport report(long logBytesMax, long diskRoomBytes) {
    return new NodeReport(
        "a:1",
        "i1",
        true,
        7,
        100,
        2,
        3072,
        logBytesMax,
        diskRoomBytes,
        List.of(log("acme/plant/3")));
  }

  private static Map<String, Object> messages() {
    return Map.of(
        "report-1",
        new LogReports.Report(100, REMOTE.actor()),
        "node-report-2",
        report(1L << 32, 1 << 20));
  }

  @Test
  void everyMessageHasItsBytesAndIsReadFromThem() throws Exception {
    for (Map.Entry<String, Object> each : messages().entrySet()) {
      byte[] golden = golden(each.getKey());

      assertThat(serializer.manifest(each.getValue())).isEqualTo(each.getKey());
      assertThat(serializer.toBinary(each.getValue())).as(each.getKey()).isEqualTo(golden);
      assertThat(serializer.fromBinary(golden, each.getKey())).isEqualTo(each.getValue());
    }
  }

  @Test
  void aReportOfAnEarlierVersionIsReadWithoutWhatItDoesNotTell() throws Exception {
    assertThat(serializer.fromBinary(bytes(NODE_REPORT_1), "node-report-1"))
        .isEqualTo(report(0, 0));
  }

  @Test
  void pekkoUsesIt() throws Exception {
    for (Object each : messages().values()) {
      assertThat(SerializationExtension.get(REMOTE.kit().system()).findSerializerFor(each))
          .isInstanceOf(ReportSerializer.class);
    }
  }

  @Test
  void whatIsCutOffOrTooLongOrUnknownIsRefused() {
    for (String manifest : GOLDEN.keySet()) {
      byte[] golden = golden(manifest);
      for (int length = 0; length < golden.length; length++) {
        byte[] cut = Arrays.copyOf(golden, length);
        assertThatThrownBy(() -> serializer.fromBinary(cut, manifest))
            .isInstanceOf(NotSerializableException.class);
      }
      byte[] longer = Arrays.copyOf(golden, golden.length + 1);
      assertThatThrownBy(() -> serializer.fromBinary(longer, manifest))
          .isInstanceOf(NotSerializableException.class);
    }
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "report-2"))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void aReportOfTheLongestNamesFitsIntoAMessage() {
    String name = "n".repeat(63);
    var longest =
        new NodeReport(
            name,
            name,
            false,
            1,
            1,
            1,
            1,
            1,
            1,
            Collections.nCopies(
                NodeReport.LOGS_MAX,
                new LogReport(
                    new WalId(name, name, 256),
                    1,
                    1,
                    false,
                    1,
                    1,
                    1,
                    1,
                    1,
                    Map.of(name + "1", 1L, name + "2", 2L, name + "3", 3L, name + "4", 4L))));

    assertThat(serializer.toBinary(longest)).hasSizeLessThan(250 << 10);
  }

  private static byte[] golden(String manifest) {
    return bytes(GOLDEN.getOrDefault(manifest, ""));
  }

  private static byte[] bytes(String annotated) {
    String hex =
        annotated
            .replaceAll("#.*", "")
            .replace("ACTOR", HexFormat.of().formatHex(RemoteSystem.ACTOR.getBytes(UTF_8)))
            .replaceAll("\\s", "");
    return HexFormat.of().parseHex(hex);
  }
}
