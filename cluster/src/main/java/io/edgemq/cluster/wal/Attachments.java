package io.edgemq.cluster.wal;

import io.edgemq.cluster.wal.EndpointWal.Attach;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/// The connections of one endpoint: how many there may be, who has which client id, and what each
/// may have unacknowledged. Plain and single-threaded.
final class Attachments {
  private int connectionsMax;
  private final long queueBytesMax;
  private final int creditBytesMin;
  private final Map<ActorRef<AttachReply>, String> clientIds = new HashMap<>();
  private final Map<String, ActorRef<AttachReply>> connections = new HashMap<>();
  private final Set<ActorRef<AttachReply>> doors = new HashSet<>();

  /// Those that were told to go and have not gone yet. A question of theirs that comes late must
  /// not win the client id back.
  private final Set<ActorRef<AttachReply>> takenOver = new HashSet<>();

  /// What came of an attempt to attach.
  sealed interface Outcome {
    /// It is attached; the one that had its client id before has to go.
    record Added(Optional<ActorRef<AttachReply>> takenOver) implements Outcome {}

    /// Another has its client id by now.
    record TooLate() implements Outcome {}

    /// There are too many already.
    record Full() implements Outcome {}
  }

  Attachments(int connectionsMax, WalSettings settings) {
    this.connectionsMax = connectionsMax;
    this.queueBytesMax = settings.queueBytesMax();
    this.creditBytesMin = settings.creditBytesMin();
  }

  /// Lets in so many from now on; those that are in stay.
  void limit(int connections) {
    connectionsMax = connections;
  }

  /// @param kind whether it is judged by the limit; only one that comes first is
  Outcome attach(String clientId, ActorRef<AttachReply> connection, Attach.Kind kind) {
    if (takenOver.contains(connection) && !clientId.isEmpty()) {
      return new Outcome.TooLate();
    }
    Optional<ActorRef<AttachReply>> holder =
        Optional.ofNullable(connections.get(clientId)).filter(it -> !it.equals(connection));
    boolean isNew = !clientIds.containsKey(connection);
    if (kind == Attach.Kind.FIRST
        && isNew
        && holder.isEmpty()
        && clientIds.size() - doors.size() >= connectionsMax) {
      return new Outcome.Full();
    }
    holder.ifPresent(it -> {
      detach(it);
      takenOver.add(it);
    });
    clientIds.put(connection, clientId);
    if (kind == Attach.Kind.SHARED) {
      doors.add(connection);
    }
    if (!clientId.isEmpty()) {
      connections.put(clientId, connection);
    }
    return new Outcome.Added(holder);
  }

  void detach(ActorRef<AttachReply> connection) {
    takenOver.remove(connection);
    doors.remove(connection);
    String clientId = clientIds.remove(connection);
    if (clientId != null) {
      connections.remove(clientId, connection);
    }
  }

  int count() {
    return clientIds.size();
  }

  boolean isEmpty() {
    return clientIds.isEmpty();
  }

  /// The share of the queue of each attachment of a kind.
  int creditBytes(Attach.Kind kind) {
    long forDoors = doors.isEmpty() ? 0 : queueBytesMax / Attach.Kind.SHARED_FRACTION;
    long share =
        kind == Attach.Kind.SHARED
            ? forDoors / Math.max(1, doors.size())
            : (queueBytesMax - forDoors) / Math.max(1, clientIds.size() - doors.size());
    return (int) Math.min(Integer.MAX_VALUE, Math.max(creditBytesMin, share));
  }
}
