package io.edgemq.ingest.connection;

import io.edgemq.cluster.operation.ConnectionReport;
import io.edgemq.cluster.operation.ConnectionsWanted;
import io.edgemq.cluster.operation.NodeConnections;
import io.edgemq.ingest.transport.ClientOrigin;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;

/// The MQTT connections of a node that are let in, for operators: what is asked about them is found
/// by a look through all of them, and costs them nothing. Any thread.
public final class OpenConnections {
  /// Of a connection that is not let in.
  static final long NONE = -1;

  /// No more than the connection has anyway: there may be very many.
  private record Open(
      ActorRef<MqttConnection.Command> connection,
      ClientOrigin client,
      Admission admission,
      long sinceMs) {
    ConnectionReport report(long id) {
      return new ConnectionReport(
          id,
          admission.wal().tenant(),
          admission.wal().endpoint(),
          admission.clientId(),
          admission.key().name(),
          text(client.address()),
          admission.version().level(),
          client.via(),
          sinceMs);
    }
  }

  /// An address of IPv6 has brackets round it.
  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private final ConcurrentSkipListMap<Long, Open> open = new ConcurrentSkipListMap<>();

  /// A connection is let in.
  ///
  /// @return its id
  long add(
      ActorRef<MqttConnection.Command> connection,
      ClientOrigin client,
      Admission admission,
      long nowMs) {
    var its = new Open(connection, client, admission, nowMs);
    long id;
    do { // by chance, so that no node has to ask another, and none is used again after a start
      id = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    } while (open.putIfAbsent(id, its) != null);
    return id;
  }

  /// It has come to its end. Nothing happens if it is not here.
  void remove(long id) {
    open.remove(id);
  }

  /// How many there are. Counts them.
  public int count() {
    return open.size();
  }

  /// Those that are wanted, by their ids.
  public NodeConnections list(ConnectionsWanted wanted) {
    return NodeConnections.first(
        open.tailMap(wanted.after(), false).entrySet().stream()
            .filter(it -> wants(wanted, it.getValue().admission()))
            .map((Map.Entry<Long, Open> it) -> it.getValue().report(it.getKey()))
            .iterator(),
        wanted.max());
  }

  private static boolean wants(ConnectionsWanted wanted, Admission admission) {
    return wanted.wants(admission.wal().tenant(), admission.wal().endpoint());
  }

  /// Tells a connection to end.
  ///
  /// @param tenant whose it has to be; empty: of any
  /// @return whether it is one of this node
  public boolean disconnect(long id, String tenant) {
    Open its = open.get(id);
    if (its == null || !(tenant.isEmpty() || tenant.equals(its.admission().wal().tenant()))) {
      return false;
    }
    its.connection().tell(new MqttConnection.Disconnect());
    return true;
  }
}
