package io.edgemq.cluster.wire;

import io.edgemq.cluster.directory.DirectoryWatch;
import io.edgemq.cluster.wal.AttachRefusal;
import io.edgemq.cluster.wal.EndpointWal.Append;
import io.edgemq.cluster.wal.EndpointWal.AppendReply;
import io.edgemq.cluster.wal.EndpointWal.AppendReply.Committed;
import io.edgemq.cluster.wal.EndpointWal.AppendReply.Durable;
import io.edgemq.cluster.wal.EndpointWal.Attach;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// What connections and logs tell each other, and nodes of their directory, as bytes for another
/// node; within a node the messages are handed over as they are. The layouts, and what a change of
/// them takes: docs/format/wire.md.
///
/// Bytes that are not as they should be, and frames that are not whole, give a
/// [NotSerializableException], upon which Pekko drops and logs the message: to the sender it is
/// lost, and it sends it again. Any thread.
public final class WalSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  /// Written with every message, for all versions.
  static final int IDENTIFIER = 1_163_153_745;

  /// Of those that wait for durable: also understood by nodes that know nothing else.
  static final String ATTACH = "attach-1";

  /// Of any other level.
  static final String ATTACH_LEVEL = "attach-2";

  static final String ATTACHED = "attached-1";
  static final String REFUSED = "refused-1";
  static final String TAKEN_OVER = "taken-over-1";
  static final String APPEND = "append-1";
  static final String DURABLE = "durable-1";
  static final String COMMITTED = "committed-1";
  static final String DIRECTORY_CHANGED = "directory-changed-1";

  private final ActorRefResolver actors;

  /// Pekko makes one for each system.
  public WalSerializer(ExtendedActorSystem system) {
    actors = ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (message) {
      case Append _ -> APPEND;
      case Durable _ -> DURABLE;
      case Committed _ -> COMMITTED;
      case Attach attach -> attach.ack() == AckLevel.DURABLE ? ATTACH : ATTACH_LEVEL;
      case AttachReply.Attached _ -> ATTACHED;
      case AttachReply.Refused _ -> REFUSED;
      case AttachReply.TakenOver _ -> TAKEN_OVER;
      case DirectoryWatch.Changed _ -> DIRECTORY_CHANGED;
      default -> throw new IllegalArgumentException("not between nodes: " + message.getClass());
    };
  }

  @Override
  public void toBinary(Object message, ByteBuffer into) {
    into.put(head(message));
    if (message instanceof Append append) {
      for (FrameBatch batch : append.batches()) {
        into.put(batch.bytes(), 0, batch.length());
      }
    }
  }

  @Override
  public byte[] toBinary(Object message) {
    byte[] head = head(message);
    if (!(message instanceof Append append)) {
      return head;
    }
    ByteBuffer all = ByteBuffer.allocate(Math.addExact(head.length, length(append)));
    toBinary(message, all);
    return all.array();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer bytes, String manifest) throws NotSerializableException {
    var in = new WireReader(bytes);
    try {
      Object message = read(in, manifest);
      in.end();
      return message;
    } catch (IllegalArgumentException e) { // what a message itself does not allow
      throw WireReader.malformed(manifest + ": " + e.getMessage());
    }
  }

  private Object read(WireReader in, String manifest) throws NotSerializableException {
    return switch (manifest) {
      case APPEND -> {
        ActorRef<AppendReply> replyTo = actor(in);
        long sequence = in.int64();
        long oldest = in.int64();
        yield new Append(in.frames(), sequence, oldest, replyTo);
      }
      case DURABLE -> new Durable(in.int64(), in.int32(0), position(in));
      case COMMITTED -> new Committed(in.int64());
      case ATTACH -> attach(in, AckLevel.DURABLE);
      case ATTACH_LEVEL -> attach(in, level(in.int8()));
      case ATTACHED -> new AttachReply.Attached(actor(in), in.int32(0), in.int64(), in.text());
      case REFUSED -> new AttachReply.Refused(refusal(in.int8()));
      case TAKEN_OVER -> new AttachReply.TakenOver();
      case DIRECTORY_CHANGED -> new DirectoryWatch.Changed();
      default ->
          throw WireReader.malformed(
              "message '%s' is not known to this version".formatted(WireReader.shown(manifest)));
    };
  }

  /// All of a message but the frames.
  private byte[] head(Object message) {
    var out = new WireWriter();
    switch (message) {
      case Append append ->
          out.text(name(append.replyTo()))
              .int64(append.sequence())
              .int64(append.oldest())
              .int32(length(append));
      case Durable(long sequence, int creditBytes, LogPosition position) ->
          position(out.int64(sequence).int32(creditBytes), position);
      case Committed(long sequence) -> out.int64(sequence);
      case Attach attach -> {
        if (attach.ack() != AckLevel.DURABLE) {
          out.int8(code(attach.ack()));
        }
        out.int8(code(attach.kind())).text(attach.clientId()).text(name(attach.connection()));
      }
      case AttachReply.Attached attached ->
          out.text(name(attached.wal()))
              .int32(attached.creditBytes())
              .int64(attached.taken())
              .text(attached.serverReference());
      case AttachReply.Refused(AttachRefusal reason) -> out.int8(code(reason));
      case AttachReply.TakenOver(), DirectoryWatch.Changed() -> {}
      default -> throw new IllegalArgumentException("not between nodes: " + message.getClass());
    }
    return out.bytes();
  }

  private Attach attach(WireReader in, AckLevel ack) throws NotSerializableException {
    Attach.Kind kind = kind(in.int8());
    String clientId = in.text();
    return new Attach(clientId, actor(in), kind, ack);
  }

  private static int length(Append append) {
    long bytes = 0;
    for (FrameBatch batch : append.batches()) {
      bytes += batch.length();
    }
    return Math.toIntExact(bytes);
  }

  private static void position(WireWriter out, LogPosition position) {
    SegmentId segment = position.segment();
    WalId wal = segment.wal();
    out.text(wal.tenant())
        .text(wal.endpoint())
        .int32(wal.partition())
        .text(segment.instance())
        .int32(segment.epoch())
        .int32(segment.segment())
        .int64(position.offset());
  }

  private static LogPosition position(WireReader in) throws NotSerializableException {
    var wal = new WalId(in.text(), in.text(), in.int32(0));
    var segment = new SegmentId(wal, in.text(), in.int32(1), in.int32(1));
    return new LogPosition(segment, in.int64());
  }

  private String name(ActorRef<?> actor) {
    return actors.toSerializationFormat(actor);
  }

  private <T> ActorRef<T> actor(WireReader in) throws NotSerializableException {
    return actors.resolveActorRef(in.text());
  }

  // Numbers of our own: the order of an enum may change.

  private static int code(Attach.Kind kind) {
    return switch (kind) {
      case FIRST -> 1;
      case AGAIN -> 2;
      case SHARED -> 3;
    };
  }

  private static Attach.Kind kind(int code) throws NotSerializableException {
    return switch (code) {
      case 1 -> Attach.Kind.FIRST;
      case 2 -> Attach.Kind.AGAIN;
      case 3 -> Attach.Kind.SHARED;
      default -> throw WireReader.malformed("kind " + code + " of an attachment");
    };
  }

  private static int code(AckLevel level) {
    return switch (level) {
      case DURABLE -> 1;
      case COMMITTED -> 2;
    };
  }

  private static AckLevel level(int code) throws NotSerializableException {
    return switch (code) {
      case 1 -> AckLevel.DURABLE;
      case 2 -> AckLevel.COMMITTED;
      default -> throw WireReader.malformed("acknowledgement level " + code);
    };
  }

  private static int code(AttachRefusal reason) {
    return switch (reason) {
      case CONNECTIONS_MAX -> 1;
      case QUEUE_FULL -> 2;
      case UNKNOWN_ENDPOINT -> 3;
    };
  }

  private static AttachRefusal refusal(int code) throws NotSerializableException {
    return switch (code) {
      case 1 -> AttachRefusal.CONNECTIONS_MAX;
      case 2 -> AttachRefusal.QUEUE_FULL;
      case 3 -> AttachRefusal.UNKNOWN_ENDPOINT;
      default -> throw WireReader.malformed("reason " + code + " of a refusal");
    };
  }
}
