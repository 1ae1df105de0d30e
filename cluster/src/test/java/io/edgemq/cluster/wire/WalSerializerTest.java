package io.edgemq.cluster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.cluster.directory.DirectoryWatch;
import io.edgemq.cluster.wal.AttachRefusal;
import io.edgemq.cluster.wal.EndpointWal;
import io.edgemq.cluster.wal.EndpointWal.Append;
import io.edgemq.cluster.wal.EndpointWal.AppendReply.Committed;
import io.edgemq.cluster.wal.EndpointWal.AppendReply.Durable;
import io.edgemq.cluster.wal.EndpointWal.Attach;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WalSerializerTest {
  private static final RemoteSystem REMOTE = new RemoteSystem();

  private static final String ACTOR_HEX =
      HexFormat.of().formatHex(RemoteSystem.ACTOR.getBytes(UTF_8));

  private static final LogPosition POSITION =
      new LogPosition(new SegmentId(new WalId("acme", "plant", 3), "i1", 2, 9), 258);

  /// The golden bytes of every message of this version. They never change: a change is a new
  /// manifest beside the old one.
  private static final Map<String, String> GOLDEN =
      Map.of(
          "attach-1",
          """
          02              # kind: again
          0003 63c3bc     # client id: cü
          0025 ACTOR      # connection
          """,
          "attach-2",
          """
          02              # level: committed
          02              # kind: again
          0003 63c3bc     # client id: cü
          0025 ACTOR      # connection
          """,
          "committed-1",
          """
          0000000000000007   # sequence
          """,
          "attached-1",
          """
          0025 ACTOR         # log
          00010000           # credit in bytes
          0000000000000102   # taken
          0003 613a31        # server reference: a:1
          """,
          "refused-1",
          """
          02   # reason: queue full
          """,
          "taken-over-1",
          "",
          "directory-changed-1",
          "",
          "append-1",
          """
          0025 ACTOR                    # replies go to
          0000000000000007              # sequence
          0000000000000005              # oldest
          0000001e                      # bytes of all frames
          0000001e a8c45335 00          # frame: length, checksum, format
          0000018bcfe56800              #   timestamp
          7b2274656d70223a32322e357d    #   {"temp":22.5}
          """,
          "durable-1",
          """
          0000000000000007   # sequence
          00010000           # credit in bytes
          0004 61636d65      # tenant
          0005 706c616e74    # endpoint
          00000003           # partition
          0002 6931          # instance
          00000002           # epoch
          00000009           # segment
          0000000000000102   # offset
          """);

  private final WalSerializer serializer = new WalSerializer(REMOTE.system());

  @AfterAll
  static void end() {
    REMOTE.close();
  }

  private static Map<String, Object> messages() {
    return Map.of(
        "attach-1", new Attach("cü", actor(), Attach.Kind.AGAIN),
        "attach-2", new Attach("cü", actor(), Attach.Kind.AGAIN, AckLevel.COMMITTED),
        "committed-1", new Committed(7),
        "attached-1", new AttachReply.Attached(actor(), 65_536, 258, "a:1"),
        "refused-1", new AttachReply.Refused(AttachRefusal.QUEUE_FULL),
        "taken-over-1", new AttachReply.TakenOver(),
        "directory-changed-1", new DirectoryWatch.Changed(),
        "append-1", new Append(frame(), 7, 5, actor()),
        "durable-1", new Durable(7, 65_536, POSITION));
  }

  @Test
  void everyMessageHasItsBytesAndIsReadFromThem() throws Exception {
    assertThat(messages()).containsOnlyKeys(GOLDEN.keySet());
    for (Map.Entry<String, Object> each : messages().entrySet()) {
      byte[] golden = golden(each.getKey());

      assertThat(serializer.manifest(each.getValue())).isEqualTo(each.getKey());
      assertThat(serializer.toBinary(each.getValue())).as(each.getKey()).isEqualTo(golden);
      Object read = serializer.fromBinary(golden, each.getKey());
      assertThat(serializer.toBinary(read)).as(each.getKey()).isEqualTo(golden);
      if (!(read instanceof Append)) { // which has an array
        assertThat(read).isEqualTo(each.getValue());
      }
    }
  }

  /// The transport's buffers are little-endian.
  @Test
  void theOrderOfTheBufferChangesNothing() throws Exception {
    for (Map.Entry<String, Object> each : messages().entrySet()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1000).order(ByteOrder.LITTLE_ENDIAN);
      serializer.toBinary(each.getValue(), buffer);
      buffer.flip();
      byte[] written = new byte[buffer.remaining()];
      buffer.duplicate().get(written);

      assertThat(written).isEqualTo(golden(each.getKey()));
      Object read = serializer.fromBinary(buffer, each.getKey());
      assertThat(serializer.toBinary(read)).isEqualTo(written);
      assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @Test
  void theBatchesOfAnAppendArriveAsOneWithWhatIsInTheirFrames() throws Exception {
    List<FrameBatch> batches = List.of(Batches.of("one", "two"), Batches.of("three"));
    byte[] bytes = serializer.toBinary(new Append(batches, 9, 4, actor()));

    Append read = (Append) serializer.fromBinary(bytes, "append-1");

    assertThat(read.sequence()).isEqualTo(9);
    assertThat(read.oldest()).isEqualTo(4);
    assertThat(read.replyTo()).isEqualTo(actor());
    FrameBatch batch = read.batches().getFirst();
    assertThat(read.batches()).hasSize(1);
    assertThat(batch.frames()).isEqualTo(3);
    assertThat(batch.firstTimestampMs()).isEqualTo(batches.getFirst().firstTimestampMs());
    assertThat(batch.lastTimestampMs())
        .isEqualTo(
            Math.max(batches.getFirst().lastTimestampMs(), batches.getLast().lastTimestampMs()));
    assertThat(Batches.payloads(Batches.bytes(batch))).containsExactly("one", "two", "three");
  }

  @Test
  void everyKindAndEveryReasonIsReadAsItWasWritten() throws Exception {
    for (Attach.Kind kind : Attach.Kind.values()) {
      var attach = new Attach("", actor(), kind);
      assertThat(serializer.fromBinary(serializer.toBinary(attach), "attach-1")).isEqualTo(attach);
    }
    for (AttachRefusal reason : AttachRefusal.values()) {
      var refused = new AttachReply.Refused(reason);
      assertThat(serializer.fromBinary(serializer.toBinary(refused), "refused-1"))
          .isEqualTo(refused);
    }
  }

  /// Nodes that know it would not have to write it so.
  @Test
  void anAttachmentOfLevelDurableIsReadFromTheLongerFormToo() throws Exception {
    byte[] bytes = replaced("attach-2", "0202", "0102");

    assertThat(serializer.fromBinary(bytes, "attach-2"))
        .isEqualTo(new Attach("cü", actor(), Attach.Kind.AGAIN));
  }

  @Test
  void anActorOfThisNodeIsTheSameWhenItComesBack() throws Exception {
    ActorRef<AttachReply> here = REMOTE.kit().<AttachReply>createTestProbe().ref();
    var attach = new Attach("c", here, Attach.Kind.FIRST);

    assertThat(serializer.fromBinary(serializer.toBinary(attach), "attach-1")).isEqualTo(attach);
  }

  @Test
  void whatOtherVersionsSendIsRefusedByName() {
    for (String manifest : List.of("append-2", "append", "", "java.lang.String")) {
      assertThatThrownBy(() -> serializer.fromBinary(golden("append-1"), manifest))
          .isInstanceOf(NotSerializableException.class)
          .hasMessageContaining("message '" + manifest + "' is not known to this version");
    }
  }

  @Test
  void nothingIsReadOfAMessageThatEndsEarlyOrTooLate() {
    GOLDEN
        .keySet()
        .forEach(manifest -> {
          byte[] golden = golden(manifest);
          for (int length = 0; length < golden.length; length++) {
            assertMalformed(manifest, Arrays.copyOf(golden, length), "");
          }
          assertMalformed(manifest, Arrays.copyOf(golden, golden.length + 1), "1 bytes too many");
        });
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertMalformed("attach-1", replaced("attach-1", "02", "00"), "kind 0");
    assertMalformed("attach-1", replaced("attach-1", "63c3bc", "63c328"), "not UTF-8");
    assertMalformed("attach-2", replaced("attach-2", "0202", "0302"), "level 3");
    assertMalformed("attach-2", replaced("attach-2", "0202", "0200"), "kind 0");
    assertMalformed("committed-1", replaced("committed-1", "00000000", "80000000"), "negative");
    assertMalformed("attached-1", replaced("attached-1", "00010000", "ffffffff"), "-1 where");
    assertMalformed("refused-1", new byte[] {4}, "reason 4");
    assertMalformed("durable-1", replaced("durable-1", "61636d65", "6163ff65"), "not UTF-8");
    assertMalformed("durable-1", replaced("durable-1", "61636d65", "41636d65"), "tenant");
    assertMalformed("durable-1", replaced("durable-1", "00000009", "00000000"), "0 where");
    assertMalformed(
        "durable-1", replaced("durable-1", "0000000000000102", "8000000000000102"), "negative");
  }

  @Test
  void anAppendWhoseFramesAreNotWholeIsRefused() {
    assertMalformed("append-1", appendWith("0000001e", "0000001e a8c45336 00"), "CHECKSUM");
    assertMalformed("append-1", appendWith("0000001e", "0000001d a8c45335 00"), "CHECKSUM");
    assertMalformed("append-1", appendWith("0000001e", "0000001f a8c45335 00"), "OVERRUN");
    assertMalformed("append-1", appendWith("0000001e", "00000010 a8c45335 00"), "LENGTH_TOO_SMALL");
    assertMalformed("append-1", appendWith("0000001e", "0000001e a8c45335 07"), "FORMAT");
    assertMalformed("append-1", appendWith("0000001f", "0000001e a8c45335 00"), "bytes left");
    assertMalformed("append-1", appendWith("0000001d", "0000001e a8c45335 00"), "OVERRUN");
    assertMalformed("append-1", appendWith("00000000", "0000001e a8c45335 00"), "0 where");
    assertMalformed("append-1", appendWith("7fffffff", "0000001e a8c45335 00"), "bytes left");
    assertMalformed(
        "append-1", replaced("append-1", "0000000000000005", "0000000000000008"), "oldest 8");
    assertMalformed(
        "append-1", replaced("append-1", "0000000000000005", "0000000000000000"), "oldest 0");
  }

  @Test
  void whatDoesNotFitTheBufferIsNotCutOff() {
    var append = new Append(Batches.sized(1000), 1, 1, actor());

    assertThatThrownBy(() -> serializer.toBinary(append, ByteBuffer.allocateDirect(999)))
        .isInstanceOf(BufferOverflowException.class);
  }

  @Test
  void whatIsNotForOtherNodesIsRefused() {
    assertThatThrownBy(() -> serializer.manifest(new EndpointWal.Stop()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// As the system is configured, in the envelope of sharding too.
  @Test
  void pekkoTakesThisSerializerAndNoOther() throws Exception {
    Serialization pekko = SerializationExtension.get(REMOTE.kit().system());
    for (Object message : messages().values()) {
      assertThat(pekko.findSerializerFor(message)).isInstanceOf(WalSerializer.class);
    }
    var envelope = new ShardingEnvelope<>("acme/plant/0", messages().get("attach-1"));
    byte[] bytes = pekko.serialize(envelope).get();
    var forEnvelopes = pekko.findSerializerFor(envelope);

    assertThat(
            pekko
                .deserialize(
                    bytes,
                    forEnvelopes.identifier(),
                    Serializers.manifestFor(forEnvelopes, envelope))
                .get())
        .isEqualTo(envelope);
    assertThat(serializer.identifier()).isEqualTo(1_163_153_745);
  }

  private static byte[] appendWith(String lengthOfAll, String frameStart) {
    String golden = compact("append-1");
    int at = golden.indexOf("0000001e0000001e");
    return HexFormat.of()
        .parseHex(
            golden.substring(0, at)
                + lengthOfAll
                + frameStart.replace(" ", "")
                + golden.substring(at + 8 + 18));
  }

  private static byte[] replaced(String manifest, String hex, String by) {
    String golden = compact(manifest);
    assertThat(golden).contains(hex);
    return HexFormat.of().parseHex(golden.replaceFirst(hex, by));
  }

  private void assertMalformed(String manifest, byte[] bytes, String why) {
    assertThatThrownBy(() -> serializer.fromBinary(bytes, manifest))
        .as("%s %s", manifest, HexFormat.of().formatHex(bytes))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageStartingWith("cannot read what another node sent: ")
        .hasMessageContaining(why);
  }

  private static byte[] golden(String manifest) {
    return HexFormat.of().parseHex(compact(manifest));
  }

  /// The golden bytes as one line.
  private static String compact(String manifest) {
    return GOLDEN
        .getOrDefault(manifest, "")
        .replaceAll("#[^\n]*", "")
        .replace("ACTOR", ACTOR_HEX)
        .replaceAll("\\s", "");
  }

  private static <T> ActorRef<T> actor() {
    return REMOTE.actor();
  }

  /// The frame of docs/format/frame.md.
  private static FrameBatch frame() {
    byte[] frame =
        HexFormat.of().parseHex("0000001ea8c45335000000018bcfe568007b2274656d70223a32322e357d");
    return new FrameBatch(frame, frame.length, 1, 1_700_000_000_000L, 1_700_000_000_000L);
  }
}
