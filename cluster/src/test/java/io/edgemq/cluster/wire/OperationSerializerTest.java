package io.edgemq.cluster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.cluster.operation.ConnectionReport;
import io.edgemq.cluster.operation.ConnectionsWanted;
import io.edgemq.cluster.operation.NodeConnections;
import io.edgemq.cluster.operation.NodeDesk;
import io.edgemq.cluster.operation.NodeDesk.DrainAnswer;
import io.edgemq.cluster.operation.NodeStatus;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationSerializerTest {
  private static final RemoteSystem REMOTE = new RemoteSystem();

  /// The golden bytes of every message of this version. They never change: a change is a new
  /// manifest beside the old one.
  private static final Map<String, String> GOLDEN =
      Map.of(
          "look-1",
          """
          0025 ACTOR    # reply to
          """,
          "node-status-1",
          """
          0002 6931                        # instance
          0003 312e32                      # version
          0007 73657276696e67              # serving
          00000005                         # connections
          02                               # roles
          0006 696e67657374                #   ingest
          0003 6c6f67                      #   log
          """,
          "list-connections-1",
          """
          0004 61636d65                    # tenant
          0000                             # of all its endpoints
          0000000000000000                 # from the first
          00000064                         # so many
          0025 ACTOR                       # reply to
          """,
          "node-connections-1",
          """
          01                               # there are more
          00000001                         # connections
          00000000000000ff                 #   id
          0004 61636d65                    #   tenant
          0005 706c616e74                  #   endpoint
          0002 6331                        #   client id
          0003 646576                      #   name of the key
          0007 31302e302e30 2e             #   address
          05                               #   protocol level
          0003 746c73                      #   transport
          0000018bcfe56800                 #   since
          """,
          "disconnect-1",
          """
          00000000000000ff                 # id
          0004 61636d65                    # tenant
          0025 ACTOR                       # reply to
          """,
          "disconnected-1",
          """
          01                               # it was here
          """,
          "drain-1",
          """
          0025 ACTOR                       # reply to
          """,
          "drain-answer-1",
          """
          02                               # nobody else is there
          0007 73657276696e67              # serving
          """);

  private final OperationSerializer serializer = new OperationSerializer(REMOTE.system());

  @AfterAll
  static void end() {
    REMOTE.close();
  }

  private static ConnectionReport connection(long id, String clientId) {
    return new ConnectionReport(
        id, "acme", "plant", clientId, "dev", "10.0.0.", 5, "tls", 1_700_000_000_000L);
  }

  private static Map<String, Object> messages() {
    return Map.of(
        "look-1", new NodeDesk.Look(REMOTE.actor()),
        "node-status-1", new NodeStatus("i1", "1.2", List.of("ingest", "log"), "serving", 5),
        "list-connections-1",
            new NodeDesk.ListConnections(
                new ConnectionsWanted("acme", "", -1, 100), REMOTE.actor()),
        "node-connections-1", new NodeConnections(List.of(connection(255, "c1")), true),
        "disconnect-1", new NodeDesk.Disconnect(255, "acme", REMOTE.actor()),
        "disconnected-1", new NodeDesk.Disconnected(true),
        "drain-1", new NodeDesk.Drain(REMOTE.actor()),
        "drain-answer-1", new DrainAnswer(DrainAnswer.Outcome.NO_OTHERS, "serving"));
  }

  @Test
  void everyMessageHasItsBytesAndIsReadFromThem() throws Exception {
    assertThat(messages()).hasSameSizeAs(GOLDEN);
    for (Map.Entry<String, Object> each : messages().entrySet()) {
      byte[] golden = golden(each.getKey());

      assertThat(serializer.manifest(each.getValue())).isEqualTo(each.getKey());
      assertThat(serializer.toBinary(each.getValue())).as(each.getKey()).isEqualTo(golden);
      assertThat(serializer.fromBinary(golden, each.getKey())).isEqualTo(each.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, DRAINING", "2, NO_OTHERS", "3, NOT_SERVING"})
  void everyOutcomeHasItsNumber(int number, DrainAnswer.Outcome outcome) throws Exception {
    byte[] bytes = serializer.toBinary(new DrainAnswer(outcome, ""));

    assertThat(bytes[0]).isEqualTo((byte) number);
    assertThat(serializer.fromBinary(bytes, "drain-answer-1"))
        .isEqualTo(new DrainAnswer(outcome, ""));
  }

  @Test
  void pekkoUsesIt() throws Exception {
    for (Object each : messages().values()) {
      assertThat(SerializationExtension.get(REMOTE.kit().system()).findSerializerFor(each))
          .isInstanceOf(OperationSerializer.class);
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
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "look-2"))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {9, 0, 0}, "drain-answer-1"))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(
            () -> serializer.fromBinary(new byte[] {1, 0, 0, 0, 0}, "node-connections-1"))
        .isInstanceOf(NotSerializableException.class); // more than none, behind none
  }

  @Test
  void connectionsOfTheLongestClientIdsFitIntoAMessage() {
    String longest = "ü".repeat(32_767);
    NodeConnections first =
        NodeConnections.first(
            LongStream.range(0, 1_000).mapToObj(id -> connection(id, longest)).iterator(), 1_000);

    assertThat(first.isCut()).isTrue();
    assertThat(first.connections()).isNotEmpty();
    assertThat(serializer.toBinary(first)).hasSizeLessThan(250 << 10);
  }

  private static byte[] golden(String manifest) {
    String hex =
        GOLDEN
            .getOrDefault(manifest, "")
            .replaceAll("#.*", "")
            .replace("ACTOR", HexFormat.of().formatHex(RemoteSystem.ACTOR.getBytes(UTF_8)))
            .replaceAll("\\s", "");
    return HexFormat.of().parseHex(hex);
  }
}
