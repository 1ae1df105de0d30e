package io.edgemq.ingest.mqtt;

import static io.edgemq.ingest.mqtt.Packets.publishV5;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// PUBACKs that name where a message stands, for clients that ask for it.
class MqttReceiptsTest {
  private static final String ASKS = "26 0007 72656365697074 0004 74727565 ; receipt = true";

  /// The frame of a message of one byte to a topic of one byte.
  private static final int FRAME_BYTES = 4 + 4 + 1 + 8 + 2 + 1 + 1;

  @Test
  void aPubAckNamesTheFrameOfItsMessage() {
    Client client = connected(ASKS);
    client.sends(
        publishV5(1, "", "t", "a"), publishV5(0, "", "t", "b"), publishV5(2, "", "t", "c"));
    client.sends(publishV5(3, "", "t", "d"));
    client.lines();
    client.session.placed(1, position(1, 100));
    client.session.placed(2, position(2, 0));
    client.session.acknowledged(2);

    assertThat(client.lines())
        .containsExactly(
            "write "
                + pubAck(1, "acme/plant/i1/4/1/100")
                + pubAck(2, "acme/plant/i1/4/1/" + (100 + 2 * FRAME_BYTES))
                + pubAck(3, "acme/plant/i1/4/2/0"));
  }

  @Test
  void theLastPositionCountsWhereALogTookOver() {
    Client client = connected(ASKS);
    client.sends(publishV5(1, "", "t", "a"));
    client.lines();
    client.session.placed(1, position(1, 100));
    client.session.placed(1, position(7, 200));
    client.session.acknowledged(1);

    assertThat(client.lines()).containsExactly("write " + pubAck(1, "acme/plant/i1/4/7/200"));
  }

  @Test
  void aMessageThatIsNotStoredAndOneWhosePlaceWasLostHaveNoReceipt() {
    var topics = TopicFilters.of(List.of(List.of("t")), Packets.utf8("a"), null);
    Client client =
        Client.connectedV5(
            connect(ASKS),
            new Grant(new PublishLimits(1, 100, topics, false), 1000, AckLevel.DURABLE, ""));
    client.sends(publishV5(1, "", "no", "a"));
    assertThat(client.lines()).containsExactly("write 4003000187", "forbidden 1");

    client.sends(publishV5(2, "", "t", "a"), publishV5(3, "", "no", "a"));
    client.sends(publishV5(4, "", "no", "a"));
    client.lines();
    client.session.acknowledged(1);
    assertThat(client.lines()).containsExactly("write 40020002" + "4003000387" + "4003000487");
  }

  @Test
  void aReceiptThatDoesNotFitIsLeftOut() {
    int fitting = pubAck(1, "acme/plant/i1/4/1/99").length() / 2;
    Client client = connected(ASKS + "\n 27 000000" + Hex.of(new byte[] {(byte) fitting}));
    client.sends(publishV5(1, "", "t", "a"));
    client.sends(publishV5(2, "", "t", "b"));
    client.lines();
    client.session.placed(1, position(1, 99));
    client.session.placed(2, position(1, 100));
    client.session.acknowledged(2);

    assertThat(client.lines())
        .containsExactly("write " + pubAck(1, "acme/plant/i1/4/1/99") + "40020002");
  }

  @Test
  void whoDoesNotAskOrWantsNoProblemInformationGetsThePlainForm() {
    for (String properties :
        List.of(
            "", ASKS + "\n 17 00", "26 0007 72656365697074 0005 66616c7365 ; receipt = false")) {
      Client client = connected(properties);
      client.sends(publishV5(1, "", "t", "a"));
      client.lines();
      client.session.placed(1, position(1, 100));
      client.session.acknowledged(1);

      assertThat(client.lines()).as(properties).containsExactly("write 40020001");
    }
  }

  private static Client connected(String properties) {
    return Client.connectedV5(connect(properties), new Grant(1, 100_000));
  }

  private static byte[] connect(String properties) {
    byte[] bytes = Hex.bytes(properties);
    return Packets.packet(
        0x10,
        Hex.bytes("0004 4d515454 05 02 003c"),
        new byte[] {(byte) bytes.length},
        bytes,
        Hex.bytes("0001 61 ; client id a"));
  }

  private static String pubAck(int packetId, String receipt) {
    byte[] value = Packets.utf8(receipt);
    byte[] property =
        Hex.join(Hex.bytes("26 0007 72656365697074 00"), new byte[] {(byte) value.length}, value);
    return Hex.of(
        Packets.packet(0x40, new byte[] {0, (byte) packetId, 0, (byte) property.length}, property));
  }

  private static LogPosition position(int segment, long offset) {
    return new LogPosition(new SegmentId(new WalId("acme", "plant", 0), "i1", 4, segment), offset);
  }
}
