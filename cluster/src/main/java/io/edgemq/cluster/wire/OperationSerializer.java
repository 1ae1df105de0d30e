package io.edgemq.cluster.wire;

import io.edgemq.cluster.operation.ConnectionReport;
import io.edgemq.cluster.operation.ConnectionsWanted;
import io.edgemq.cluster.operation.NodeConnections;
import io.edgemq.cluster.operation.NodeDesk;
import io.edgemq.cluster.operation.NodeDesk.DrainAnswer;
import io.edgemq.cluster.operation.NodeStatus;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// What operators ask of other nodes and tell them, as bytes: docs/format/wire.md. Bytes that are
/// not as they should be give a [NotSerializableException], upon which Pekko drops and logs the
/// message. Any thread.
public final class OperationSerializer extends SerializerWithStringManifest {
  /// Written with every message, for all versions.
  static final int IDENTIFIER = 1_163_153_747;

  static final String LOOK = "look-1";
  static final String NODE_STATUS = "node-status-1";
  static final String LIST_CONNECTIONS = "list-connections-1";
  static final String NODE_CONNECTIONS = "node-connections-1";
  static final String DISCONNECT = "disconnect-1";
  static final String DISCONNECTED = "disconnected-1";
  static final String DRAIN = "drain-1";
  static final String DRAIN_ANSWER = "drain-answer-1";

  private final ActorRefResolver actors;

  /// Pekko makes one for each system.
  public OperationSerializer(ExtendedActorSystem system) {
    actors = ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (message) {
      case NodeDesk.Look _ -> LOOK;
      case NodeStatus _ -> NODE_STATUS;
      case NodeDesk.ListConnections _ -> LIST_CONNECTIONS;
      case NodeConnections _ -> NODE_CONNECTIONS;
      case NodeDesk.Disconnect _ -> DISCONNECT;
      case NodeDesk.Disconnected _ -> DISCONNECTED;
      case NodeDesk.Drain _ -> DRAIN;
      case DrainAnswer _ -> DRAIN_ANSWER;
      default -> throw new IllegalArgumentException("not between nodes: " + message.getClass());
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    var out = new WireWriter();
    switch (message) {
      case NodeDesk.Look(var replyTo) -> out.text(name(replyTo));
      case NodeStatus status -> write(out, status);
      case NodeDesk.ListConnections(ConnectionsWanted wanted, var replyTo) ->
          out.text(wanted.tenant())
              .text(wanted.endpoint())
              .int64(wanted.after() + 1)
              .int32(wanted.max())
              .text(name(replyTo));
      case NodeConnections connections -> write(out, connections);
      case NodeDesk.Disconnect(long id, String tenant, var replyTo) ->
          out.int64(id).text(tenant).text(name(replyTo));
      case NodeDesk.Disconnected(boolean wasHere) -> out.int8(wasHere ? 1 : 0);
      case NodeDesk.Drain(var replyTo) -> out.text(name(replyTo));
      case DrainAnswer(DrainAnswer.Outcome outcome, String stage) ->
          out.int8(code(outcome)).text(stage);
      default -> throw new IllegalArgumentException("not between nodes: " + message.getClass());
    }
    return out.bytes();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    var in = new WireReader(ByteBuffer.wrap(bytes));
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
      case LOOK -> new NodeDesk.Look(actor(in));
      case NODE_STATUS -> status(in);
      case LIST_CONNECTIONS -> {
        var wanted = new ConnectionsWanted(in.text(), in.text(), in.int64() - 1, in.int32(1));
        yield new NodeDesk.ListConnections(wanted, actor(in));
      }
      case NODE_CONNECTIONS -> connections(in);
      case DISCONNECT -> new NodeDesk.Disconnect(in.int64(), in.text(), actor(in));
      case DISCONNECTED -> new NodeDesk.Disconnected(in.int8() != 0);
      case DRAIN -> new NodeDesk.Drain(actor(in));
      case DRAIN_ANSWER -> new DrainAnswer(outcome(in.int8()), in.text());
      default ->
          throw WireReader.malformed(
              "message '%s' is not known to this version".formatted(WireReader.shown(manifest)));
    };
  }

  private static void write(WireWriter out, NodeStatus status) {
    out.text(status.instance()).text(status.version()).text(status.stage());
    out.int32(status.connections()).int8(status.roles().size());
    status.roles().forEach(out::text);
  }

  private static NodeStatus status(WireReader in) throws NotSerializableException {
    String instance = in.text();
    String version = in.text();
    String stage = in.text();
    int connections = in.int32(0);
    List<String> roles = new ArrayList<>();
    for (int n = in.int8(); n > 0; n--) {
      roles.add(in.text());
    }
    return new NodeStatus(instance, version, roles, stage, connections);
  }

  private static void write(WireWriter out, NodeConnections connections) {
    out.int8(connections.isCut() ? 1 : 0).int32(connections.connections().size());
    for (ConnectionReport it : connections.connections()) {
      out.int64(it.id())
          .text(it.tenant())
          .text(it.endpoint())
          .text(it.clientId())
          .text(it.key())
          .text(it.address())
          .int8(it.protocolLevel())
          .text(it.transport())
          .int64(it.sinceMs());
    }
  }

  private static NodeConnections connections(WireReader in) throws NotSerializableException {
    boolean isCut = in.int8() != 0;
    int named = in.int32(isCut ? 1 : 0);
    List<ConnectionReport> connections = new ArrayList<>();
    for (int n = 0; n < named; n++) { // ends with the bytes, whatever the number says
      connections.add(
          new ConnectionReport(
              in.int64(),
              in.text(),
              in.text(),
              in.text(),
              in.text(),
              in.text(),
              in.int8(),
              in.text(),
              in.int64()));
    }
    return new NodeConnections(connections, isCut);
  }

  private String name(ActorRef<?> actor) {
    return actors.toSerializationFormat(actor);
  }

  private <T> ActorRef<T> actor(WireReader in) throws NotSerializableException {
    return actors.resolveActorRef(in.text());
  }

  // Numbers of our own: the order of an enum may change.

  private static int code(DrainAnswer.Outcome outcome) {
    return switch (outcome) {
      case DRAINING -> 1;
      case NO_OTHERS -> 2;
      case NOT_SERVING -> 3;
    };
  }

  private static DrainAnswer.Outcome outcome(int code) throws NotSerializableException {
    return switch (code) {
      case 1 -> DrainAnswer.Outcome.DRAINING;
      case 2 -> DrainAnswer.Outcome.NO_OTHERS;
      case 3 -> DrainAnswer.Outcome.NOT_SERVING;
      default -> throw WireReader.malformed("outcome " + code + " of a drain");
    };
  }
}
