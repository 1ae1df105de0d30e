package io.edgemq.cluster.wire;

import io.edgemq.cluster.placement.LogReport;
import io.edgemq.cluster.placement.LogReports;
import io.edgemq.cluster.placement.NodeReport;
import io.edgemq.storage.wal.WalId;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// What nodes report of their logs, as bytes for another node: docs/format/wire.md. Bytes that are
/// not as they should be give a [NotSerializableException], upon which Pekko drops and logs the
/// message. Any thread.
public final class ReportSerializer extends SerializerWithStringManifest {
  /// Written with every message, for all versions.
  static final int IDENTIFIER = 1_163_153_746;

  static final String REPORT = "report-1";
  static final String NODE_REPORT = "node-report-2";

  /// Without what is at the end of the other; read, not written.
  static final String NODE_REPORT_1 = "node-report-1";

  private final ActorRefResolver actors;

  /// Pekko makes one for each system.
  public ReportSerializer(ExtendedActorSystem system) {
    actors = ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (message) {
      case LogReports.Report _ -> REPORT;
      case NodeReport _ -> NODE_REPORT;
      default -> throw new IllegalArgumentException("not between nodes: " + message.getClass());
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    var out = new WireWriter();
    switch (message) {
      case LogReports.Report(int logsMax, var replyTo) ->
          out.int32(logsMax).text(actors.toSerializationFormat(replyTo));
      case NodeReport report -> write(out, report);
      default -> throw new IllegalArgumentException("not between nodes: " + message.getClass());
    }
    return out.bytes();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    var in = new WireReader(ByteBuffer.wrap(bytes));
    try {
      Object message =
          switch (manifest) {
            case REPORT -> new LogReports.Report(in.int32(0), actors.resolveActorRef(in.text()));
            case NODE_REPORT_1, NODE_REPORT -> nodeReport(in, manifest);
            default ->
                throw WireReader.malformed(
                    "message '%s' is not known to this version"
                        .formatted(WireReader.shown(manifest)));
          };
      in.end();
      return message;
    } catch (IllegalArgumentException e) { // what a message itself does not allow
      throw WireReader.malformed(manifest + ": " + e.getMessage());
    }
  }

  private static void write(WireWriter out, NodeReport report) {
    out.text(report.node())
        .text(report.instance())
        .int8(report.isDraining() ? 1 : 0)
        .int32(report.logs())
        .int64(report.bytesPerSecond())
        .int32(report.waitingSegments())
        .int64(report.waitingBytes())
        .int32(report.busiest().size());
    for (LogReport log : report.busiest()) {
      out.text(log.wal().toString())
          .int32(log.epoch())
          .int32(log.connections())
          .int8(log.isStalled() ? 1 : 0)
          .int64(log.queuedBytes())
          .int64(log.openBytes())
          .int32(log.waitingSegments())
          .int64(log.waitingBytes())
          .int64(log.bytesPerSecond())
          .int8(log.entering().size());
      new TreeMap<>(log.entering()).forEach((node, bytes) -> out.text(node).int64(bytes));
    }
    out.int64(report.logBytesMax()).int64(report.diskRoomBytes());
  }

  private static NodeReport nodeReport(WireReader in, String manifest)
      throws NotSerializableException {
    String node = in.text();
    String instance = in.text();
    boolean isDraining = in.int8() != 0;
    int logs = in.int32(0);
    long bytesPerSecond = in.int64();
    int waitingSegments = in.int32(0);
    long waitingBytes = in.int64();
    int named = in.int32(0);
    List<LogReport> busiest = new ArrayList<>();
    for (int n = 0; n < named; n++) { // ends with the bytes, whatever the number says
      busiest.add(logReport(in));
    }
    boolean isTold = manifest.equals(NODE_REPORT);
    return new NodeReport(
        node,
        instance,
        isDraining,
        logs,
        bytesPerSecond,
        waitingSegments,
        waitingBytes,
        isTold ? in.int64() : 0,
        isTold ? in.int64() : 0,
        busiest);
  }

  private static LogReport logReport(WireReader in) throws NotSerializableException {
    String name = in.text();
    WalId wal =
        WalId.parse(name)
            .orElseThrow(() -> new IllegalArgumentException("a log " + WireReader.shown(name)));
    return new LogReport(
        wal,
        in.int32(0),
        in.int32(0),
        in.int8() != 0,
        in.int64(),
        in.int64(),
        in.int32(0),
        in.int64(),
        in.int64(),
        entering(in));
  }

  private static Map<String, Long> entering(WireReader in) throws NotSerializableException {
    Map<String, Long> entering = new LinkedHashMap<>();
    for (int n = in.int8(); n > 0; n--) {
      entering.put(in.text(), in.int64());
    }
    return entering;
  }
}
