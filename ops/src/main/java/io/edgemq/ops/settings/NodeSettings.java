package io.edgemq.ops.settings;

import com.typesafe.config.Config;
import io.edgemq.cluster.directory.Declared;
import io.edgemq.ingest.auth.AttemptLimits;
import io.edgemq.ingest.http.HttpSettings;
import io.edgemq.ingest.tls.TlsSettings;
import io.edgemq.ingest.websocket.WebSocketSettings;
import io.edgemq.storage.s3.S3Credentials;
import io.edgemq.storage.s3.S3Limits;
import io.edgemq.storage.s3.S3Settings;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SyncMode;
import io.edgemq.views.render.RenderSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// All settings of one node, checked. Immutable, so any thread may read them; made by
/// [SettingsLoader]. What each one means and why its default is what it is: `reference.conf`.
///
/// @param dataDir this node's folder, absolute
/// @param region part of every object key
/// @param listeners ports that clients come to, each service at most once; none without
///   [Role#INGEST]
/// @param proxy what a load balancer puts in front of a connection
/// @param mqtt limits of MQTT connections, whatever port they come to
/// @param webSocket how MQTT is served over WebSocket
/// @param http limits of HTTP, whatever port it comes to
/// @param attempts limits of wrong keys
/// @param controlReread how often the control documents in the object store are looked at
/// @param management where operators look
/// @param monitoring what they see there
/// @param cluster where this node talks to others
/// @param objectStore where segments end up
/// @param s3 what stores in buckets share
/// @param wal the local log
/// @param seal when segments are sealed, for endpoints that do not say; those of the directory
///   already have their own
/// @param shipping from sealed segment to object store
/// @param shutdown what a stop waits for
/// @param declared plans, and the tenants, endpoints and keys of the `bootstrap` section, keys as
///   hashes
/// @param warnings settings that have no effect, one line each; the node logs them when it starts
/// @param pekkoConfig resolved, for `ActorSystem.create`: Pekko's own settings and the dispatchers
///   below `edgemq.dispatchers`, nothing else
public record NodeSettings(
    Path dataDir,
    String region,
    List<Listener> listeners,
    Proxy proxy,
    Mqtt mqtt,
    WebSocketSettings webSocket,
    HttpSettings http,
    AttemptLimits attempts,
    Duration controlReread,
    Management management,
    Monitoring monitoring,
    Cluster cluster,
    ObjectStore objectStore,
    S3 s3,
    Wal wal,
    SealPolicy seal,
    Shipping shipping,
    Views views,
    Shutdown shutdown,
    Declared declared,
    List<String> warnings,
    Config pekkoConfig) {

  public NodeSettings {
    listeners = List.copyOf(listeners);
    warnings = List.copyOf(warnings);
  }

  /// Where data lies and what listens. No keys, and nothing of Pekko's, which may hold passwords.
  @Override
  public String toString() {
    return "NodeSettings[dataDir=%s, region=%s, %s, %s, %s, %s, %s, %s, %s, %s, %s]"
        .formatted(
            dataDir,
            region,
            listeners,
            mqtt,
            http,
            cluster,
            objectStore,
            wal,
            seal,
            shipping,
            shutdown);
  }

  /// What is served on a port of its own; named in lower case in the configuration.
  public enum Service {
    /// MQTT over TCP.
    MQTT,
    /// MQTT over TLS.
    MQTTS,
    /// HTTP, and MQTT over WebSocket.
    HTTP,
    /// The same over TLS.
    HTTPS;

    boolean isTls() {
      return this == MQTTS || this == HTTPS;
    }

    /// As it is written in the configuration.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A port that clients come to (`edgemq.mqtt`, `mqtts`, `http`, `https`).
  ///
  /// @param service what is there
  /// @param host address to listen on
  /// @param port 0 takes any free one
  /// @param backlog connections that wait to be taken
  /// @param isBehindProxy each connection begins with a PROXY header, which names the client
  /// @param tls for [Service#MQTTS] and [Service#HTTPS]
  public record Listener(
      Service service,
      String host,
      int port,
      int backlog,
      boolean isBehindProxy,
      Optional<TlsSettings> tls) {}

  /// The header of the PROXY protocol (`edgemq.proxy-protocol`), for listeners behind one.
  ///
  /// @param headerBytesMax longest one that is taken
  /// @param headerTimeout from the TCP connection to the end of the header
  public record Proxy(int headerBytesMax, Duration headerTimeout) {}

  /// Limits of MQTT connections (`edgemq.mqtt`).
  ///
  /// @param connectionsMax connections at once; those beyond are closed at once
  /// @param connectTimeout from the TCP connection to CONNECT
  /// @param attachWithin from CONNECT to the answer of the endpoint's log
  /// @param closeWithin for a client to read its last answers and to close its side
  /// @param connectPacketBytesMax a whole CONNECT
  /// @param unacknowledgedBytesMax received on one connection and not acknowledged
  /// @param uncommittedBytesMax the same where acknowledgements stand for committed
  /// @param messageBytesMax payload of one PUBLISH
  /// @param heldBytesMax of packets in part, and what has to wait, of all connections together
  /// @param heldBytesTenantMax of it, what one tenant may take
  /// @param clientIdBytesMax client identifier, UTF-8
  /// @param writeBufferBytesMax answers that a client has not read; beyond it the socket is not
  ///   read either
  /// @param receiveMaximum QoS 1 messages without a PUBACK, for clients of MQTT 5.0
  /// @param receiveMaximumCommitted the same where acknowledgements stand for committed
  /// @param topicAliasMaximum topic aliases of a connection, MQTT 5.0; 0: none
  /// @param serverKeepAliveMax longest keep alive of a client of MQTT 5.0; empty: any, and none
  /// @param serverReference where clients of MQTT 5.0 that follow references find this node; empty:
  ///   they are not told
  public record Mqtt(
      int connectionsMax,
      Duration connectTimeout,
      Duration attachWithin,
      Duration closeWithin,
      int connectPacketBytesMax,
      int unacknowledgedBytesMax,
      int uncommittedBytesMax,
      int messageBytesMax,
      long heldBytesMax,
      long heldBytesTenantMax,
      int clientIdBytesMax,
      int writeBufferBytesMax,
      int receiveMaximum,
      int receiveMaximumCommitted,
      int topicAliasMaximum,
      Optional<Duration> serverKeepAliveMax,
      Optional<HostPort> serverReference) {}

  /// Management over HTTP (`edgemq.management`).
  ///
  /// @param host address to listen on
  /// @param port 0 takes any free one; empty: off
  /// @param tls empty: plain HTTP, which elsewhere than on loopback somebody has allowed
  /// @param tokenTtlMax the longest time that a token is good for
  /// @param tokenSecret what tokens are signed with; empty: the node takes one by chance
  public record Management(
      String host,
      OptionalInt port,
      Optional<TlsSettings> tls,
      Duration tokenTtlMax,
      Optional<TokenSecret> tokenSecret) {}

  /// Metrics, readiness and logs (`edgemq.metrics`, `ready`, `log`).
  ///
  /// @param endpointsMax endpoints, and views, that have label values of their own; all others
  ///   count together
  /// @param commitLagMax time that sealed segments may wait for their store until the node says
  ///   that it is not ready
  /// @param logFormat what is logged looks like
  public record Monitoring(int endpointsMax, Duration commitLagMax, LogFormat logFormat) {}

  /// What is logged looks like; named in lower case in the configuration.
  public enum LogFormat {
    /// Lines for people.
    TEXT,
    /// Objects, one on a line.
    JSON
  }

  /// Where nodes talk to each other (`edgemq.cluster`).
  ///
  /// @param host address that others reach this node by
  /// @param port that others reach it by; 0 takes any free one
  /// @param bindHost address to listen on
  /// @param bindPort to listen on; 0 takes any free one
  /// @param tls between nodes; empty: none
  /// @param seedNodes nodes to join through
  /// @param dns where nodes to join through are found; not beside seed nodes
  /// @param joinWithin most time until the node serves; then its start has failed
  /// @param roles what the node does, at least one thing
  public record Cluster(
      String host,
      int port,
      String bindHost,
      int bindPort,
      Optional<TlsSettings> tls,
      List<HostPort> seedNodes,
      Optional<Dns> dns,
      Duration joinWithin,
      Set<Role> roles) {
    public Cluster {
      seedNodes = List.copyOf(seedNodes);
      roles = Set.copyOf(roles);
    }

    /// Whether there will be no other node.
    public boolean isOfOne() {
      return seedNodes.isEmpty() && dns.isEmpty();
    }
  }

  /// A DNS name that nodes are found by (`edgemq.cluster.dns`).
  ///
  /// @param name fully qualified
  /// @param type of the records
  /// @param nodesMin addresses without which no cluster is founded or joined
  /// @param poll pause between two questions, until the node is a member
  /// @param server that is asked; empty: those of the system
  public record Dns(
      String name, DnsType type, int nodesMin, Duration poll, Optional<HostPort> server) {}

  /// Records with the addresses of nodes; named in lower case in the configuration.
  public enum DnsType {
    /// Host and port.
    SRV,
    /// Addresses of hosts; the port is that of this node.
    A
  }

  /// What a node does in its cluster; named in lower case in the configuration.
  public enum Role {
    /// Has the ports that clients come to.
    INGEST,
    /// Has the logs of endpoints.
    LOG;

    /// As it is written in the configuration, and as the other nodes see it.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A node's address.
  ///
  /// @param host name or address; IPv6 in brackets
  /// @param port 1 to 65535
  public record HostPort(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /// Where segments end up (`edgemq.object-store`).
  public sealed interface ObjectStore {
    /// A folder.
    ///
    /// @param path absolute
    record Folder(Path path) implements ObjectStore {}

    /// A bucket.
    record Bucket(S3Settings settings) implements ObjectStore {}
  }

  /// What all stores in buckets share, the operator's and destinations (`edgemq.object-store.s3`).
  ///
  /// @param limits times and sizes
  /// @param abandonedAfter age from which an upload that nobody has put together is given up
  /// @param credentials by the names that destinations call them by
  /// @param prices what requests and bytes cost
  public record S3(
      S3Limits limits,
      Duration abandonedAfter,
      Map<String, S3Credentials.Keys> credentials,
      Prices prices) {
    public S3 {
      credentials = Map.copyOf(credentials);
    }
  }

  /// What a bucket's owner pays for (`edgemq.object-store.s3.prices`), in US dollars.
  ///
  /// @param putsPer1000 requests that write: puts, parts, and what begins and ends them
  /// @param listsPer1000 pages of keys
  /// @param getsPer1000 requests that read an object or look at it
  /// @param uploadPerGib bytes that go in
  /// @param downloadPerGib bytes that come out
  public record Prices(
      double putsPer1000,
      double listsPer1000,
      double getsPer1000,
      double uploadPerGib,
      double downloadPerGib) {}

  /// The local log (`edgemq.wal`).
  ///
  /// @param sync when frames are forced
  /// @param syncInterval for [SyncMode#INTERVAL]
  /// @param queueBytesMax received for one endpoint and not yet appended
  /// @param creditBytesMin least share of a connection in that
  /// @param groupBytesMax appended before one force
  /// @param endpointBytesMax local bytes of one endpoint
  /// @param diskFreeMinFraction of the disk; see [#diskFreeMin]
  /// @param diskFreeMinBytes see [#diskFreeMin]
  /// @param retry pause before what the disk refused is tried again
  /// @param idleAfter an endpoint's log is closed when it has had no connection for so long
  public record Wal(
      SyncMode sync,
      Duration syncInterval,
      long queueBytesMax,
      int creditBytesMin,
      int groupBytesMax,
      long endpointBytesMax,
      double diskFreeMinFraction,
      long diskFreeMinBytes,
      Duration retry,
      Duration idleAfter) {

    /// Free bytes below which nothing more is taken in, on a disk of `diskBytes`: the smaller of
    /// the fraction and the fixed number.
    public long diskFreeMin(long diskBytes) {
      return Math.min((long) (diskBytes * diskFreeMinFraction), diskFreeMinBytes);
    }
  }

  /// From sealed segment to object store (`edgemq.shipping`).
  ///
  /// @param parallelism segments of this node on their way at once
  /// @param retryMin first pause after a failed upload
  /// @param retryMax longest pause
  /// @param backlogSaturated waiting segments at which shipping counts as behind
  /// @param catchUpBytesPerSecond of a backlog; [Long#MAX_VALUE]: no bound
  /// @param zstdLevel 1 to 19
  public record Shipping(
      int parallelism,
      Duration retryMin,
      Duration retryMax,
      int backlogSaturated,
      long catchUpBytesPerSecond,
      int zstdLevel) {}

  /// What views may take of a segment (`edgemq.views`); see [RenderSettings].
  public record Views(
      long rowsHeldBytesMax,
      long bytesMax,
      int partitionsMax,
      int openPartitionsMax,
      int openColumnsMax) {
    /// Settings of what renders.
    ///
    /// @param heldBytesMax of rows, whatever the settings say
    public RenderSettings rendering(int zstdLevel, Path spillFolder, long heldBytesMax) {
      return new RenderSettings(
          zstdLevel,
          spillFolder,
          Math.min(rowsHeldBytesMax, heldBytesMax),
          bytesMax,
          openPartitionsMax,
          openColumnsMax,
          partitionsMax);
    }
  }

  /// What a stop waits for (`edgemq.shutdown`).
  ///
  /// @param connectionsSpread over which connections are told to end; at most half of the next
  /// @param connectionsWithin until all are closed
  /// @param shipWithin until logs have gone to other nodes; and until open segments are sealed,
  ///   shipped and committed
  /// @param drainSpread over which connections are told to end where the node is only drained
  public record Shutdown(
      Duration connectionsSpread,
      Duration connectionsWithin,
      Duration shipWithin,
      Duration drainSpread) {
    public Shutdown {
      Duration half = connectionsWithin.dividedBy(2);
      connectionsSpread = connectionsSpread.compareTo(half) < 0 ? connectionsSpread : half;
    }
  }
}
