package io.edgemq.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Output;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.PublishRate;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.auth.AttemptLimits;
import io.edgemq.ingest.http.HttpSettings;
import io.edgemq.ingest.http.body.BodyLimits;
import io.edgemq.ingest.tls.TlsSettings;
import io.edgemq.ingest.tls.TlsSettings.CertificateFiles;
import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import io.edgemq.ingest.websocket.WebSocketSettings;
import io.edgemq.ops.settings.NodeSettings.Cluster;
import io.edgemq.ops.settings.NodeSettings.Dns;
import io.edgemq.ops.settings.NodeSettings.DnsType;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import io.edgemq.ops.settings.NodeSettings.Listener;
import io.edgemq.ops.settings.NodeSettings.Management;
import io.edgemq.ops.settings.NodeSettings.Mqtt;
import io.edgemq.ops.settings.NodeSettings.ObjectStore;
import io.edgemq.ops.settings.NodeSettings.Role;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.ops.settings.NodeSettings.Shipping;
import io.edgemq.ops.settings.NodeSettings.Shutdown;
import io.edgemq.ops.settings.NodeSettings.Views;
import io.edgemq.ops.settings.NodeSettings.Wal;
import io.edgemq.storage.s3.S3Bucket;
import io.edgemq.storage.s3.S3Credentials;
import io.edgemq.storage.s3.S3Limits;
import io.edgemq.storage.s3.S3Objects;
import io.edgemq.storage.s3.S3Settings;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SyncMode;
import io.edgemq.views.render.RenderSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long GIB = 1L << 30;

  private static final String EVERYTHING =
      """
      data-dir = /srv/edge
      region = eu-central-1
      mqtt {
        host = 0.0.0.0, port = 1884, backlog = 7, proxy-protocol = on, connections-max = 8, connect-timeout = 9 s
        unacknowledged-bytes-max = 10 KiB, uncommitted-bytes-max = 86 KiB, message-bytes-max = 11 KiB, client-id-bytes-max = 12
        attach-within = 37 s, held-bytes-max = 76 MiB, held-bytes-tenant-max = 77 MiB, close-within = 38 s, connect-packet-bytes-max = 39 KiB
        write-buffer-bytes-max = 13 KiB, receive-maximum = 34, receive-maximum-committed = 87, topic-alias-maximum = 35
        server-keep-alive-max = 36 s
        server-reference = "mqtt-1.example.com:1885"
      }
      mqtts {
        host = 0.0.0.1, port = 8884, backlog = 50, proxy-protocol = true
        certificate = /a.pem, key = /b.pem, certificates = [ { certificate = /c.pem, key = /d.pem } ]
        client-certificate = optional, client-ca = /e.pem
        handshake-timeout = 51 s, reload-interval = 52 s
      }
      http {
        host = localhost, port = 8081, backlog = 53, proxy-protocol = off, connections-max = 60
        body-bytes-max = 61 KiB, frames-bytes-max = 62 KiB
        header-bytes-max = 63 KiB, held-bytes-max = 64 MiB, held-bytes-tenant-max = 78 MiB, queue-bytes-max = 65 KiB
        header-timeout = 66 s, idle-timeout = 67 s, body-gap-timeout = 68 s, body-timeout = 69 s
        append-within = 70 s, committed-within = 88 s, write-timeout = 71 s, close-within = 72 s
        cors-origins = ["https://a.example", "http://b.example:8080"]
      }
      https {
        host = localhost, port = 8443, backlog = 54, proxy-protocol = off
        certificate = /f.pem, key = /g.pem, certificates = []
        client-certificate = required, client-ca = /h.pem
        handshake-timeout = 55 s, reload-interval = 56 s
      }
      wrong-keys { at-once = 73, per-minute = 74, delay-max = 6 s }
      control { reread = 75 s }
      metrics { endpoints-max = 109 }
      ready { commit-lag-max = 110 s }
      log { format = json }
      websocket { origins = ["https://a.example"], message-bytes-max = 58 MiB }
      proxy-protocol { header-bytes-max = 600 B, header-timeout = 57 s }
      management {
        host = localhost, port = 8559, token-ttl-max = 30 m
        certificate = /tls/m.pem, key = /tls/m.key, reload-interval = 3 s
        token-secret = "0123456789abcdef0123456789abcdef"
        insecure = on
      }
      cluster {
        host = 10.0.0.1, port = 25520, bind-host = 0.0.0.0, bind-port = 84
        tls { certificate = /i.pem, key = /j.pem, ca = /k.pem, reload-interval = 85 s }
        seed-nodes = ["10.0.0.1:25520", "10.0.0.2:2552"], roles = [log, ingest]
        join-within = 86 s
        dns { name = "", type = a, nodes-min = 3, poll = 4 s, server = "10.0.0.9:53" }
      }
      object-store { kind = folder, folder { path = /srv/objects }, s3 {
        bucket = lake, prefix = "a/b", region = eu-west-3, endpoint = "https://h:9000", path-style = on
        access-key = AKID, secret-key = HIDDEN, role-arn = "arn:aws:iam::1:role/r", external-id = x
        session-name = sess, sts-endpoint = "https://sts", sse = kms, kms-key = k
        storage-class = STANDARD_IA, tags { team = plant }, checksums = when-required
        connect-timeout = 101 ms, silence-timeout = 102 ms, attempt-timeout = 103 ms
        call-timeout = 104 ms, multipart-threshold = 105 KiB, part-size = 6 MiB, parts-in-flight = 7
        prices { puts-per-1000 = 0.1, lists-per-1000 = 0.2, gets-per-1000 = 0.3, upload-per-gib = 0.4
          download-per-gib = 0.5 }
        abandoned-after = 108 h, credentials { lake { access-key = LAKEID, secret-key = HIDDEN } }
      } }
      wal {
        sync = interval, sync-interval = 14 ms, queue-bytes-max = 15 MiB, group-bytes-max = 16 KiB
        endpoint-bytes-max = 17 GiB, disk-free-min-fraction = 0.18, disk-free-min-bytes = 19 MiB
        idle-after = 20 s, credit-bytes-min = 40, retry = 41 ms
      }
      seal { size = 21 KiB, age = 22 s, max-size = 23 MiB, committed-age = 89 ms }
      shipping {
        parallelism = 24, retry-min = 25 ms, retry-max = 26 s, backlog-saturated = 27, zstd-level = 9
        catch-up-bytes-per-second = 86 MiB
      }
      views {
        rows-held-bytes-max = 79 MiB, bytes-max = 80 MiB, partitions-max = 81
        open-partitions-max = 82, open-columns-max = 83
      }
      shutdown { connections-spread = 7 s, connections-within = 28 s, ship-within = 29 s, drain-spread = 31 s }
      plans {
        free {
          connections-max = 30, qos-max = 0, messages-per-second = off, bytes-per-second = off
          burst = 42 s
        }
        pro { connections-max = 31, qos-max = 0 }
        enterprise { connections-max = 32, qos-max = 0 }
        gold {
          connections-max = 33, qos-max = 1, messages-per-second = 43, bytes-per-second = 44 KiB
          burst = 45 s, message-bytes-max = 46, topics = ["a/#", "%%c/+"]
          close-on-forbidden-topic = on
        }
      }
      bootstrap.tenants.acme {
        plan = gold
        limits { messages-per-second = off, message-bytes-max = 47, topics = [b] }
        endpoints.plant { outputs = [segment, parquet], views = [], seal { size = 1 KiB, age = 5 s, max-size = 2 MiB, committed-age = 90 ms }, partitions = 7, ack = committed }
        endpoints.lab { seal.age = 6 s }
        keys = [
          { name = device, key = "%1$s", endpoint = plant, scopes = [ingest, metrics] }
          {
            name = all, key = "%1$s2", topics = ["%%u/#"], expires = "2027-01-01T02:00:00+02:00"
          }
        ]
      }
      bootstrap.operators.keys = [
        { name = ops, key = "ing_live_0123456789abcdefghijklmnopqrstuX", scopes = [read, metrics], expires = "2028-01-01T00:00:00Z" }
      ]
      bootstrap.tenants.other {
        plan = free
        limits {
          connections-max = 48, qos-max = 1, messages-per-second = 49, bytes-per-second = 50 KiB
          burst = 51 s, message-bytes-max = 52, topics = [c], close-on-forbidden-topic = on
        }
        endpoints.one {}
      }
      """
          .formatted(Loaded.KEY);

  @Test
  void withoutAFileEverythingIsAtItsDefault() {
    NodeSettings settings = Loaded.settings("");

    Path data = Path.of("data").toAbsolutePath();
    assertThat(settings.dataDir()).isEqualTo(data);
    assertThat(settings.region()).isEqualTo("local");
    assertThat(settings.listeners())
        .containsExactly(
            new Listener(Service.MQTT, "127.0.0.1", 1883, 1024, false, Optional.empty()),
            new Listener(Service.HTTP, "127.0.0.1", 8080, 1024, false, Optional.empty()));
    assertThat(settings.proxy()).isEqualTo(new NodeSettings.Proxy(536, Duration.ofSeconds(5)));
    assertThat(settings.mqtt())
        .isEqualTo(
            new Mqtt(
                20_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                16 * KIB,
                256 * KIB,
                MIB,
                MIB,
                512 * MIB,
                128 * MIB,
                1024,
                64 * KIB,
                1024,
                16_384,
                16,
                Optional.empty(),
                Optional.empty()));
    assertThat(settings.http())
        .isEqualTo(
            new HttpSettings(
                10_000,
                BodyLimits.DEFAULT,
                16 * KIB,
                256 * MIB,
                64 * MIB,
                64 * MIB,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(3),
                Set.of()));
    assertThat(settings.attempts()).isEqualTo(new AttemptLimits(60, 60, Duration.ofSeconds(5)));
    assertThat(settings.controlReread()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.monitoring())
        .isEqualTo(
            new NodeSettings.Monitoring(100, Duration.ofMinutes(10), NodeSettings.LogFormat.TEXT));
    assertThat(settings.cluster())
        .isEqualTo(
            new Cluster(
                "127.0.0.1",
                0,
                "127.0.0.1",
                0,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Duration.ofSeconds(60),
                Set.of(Role.INGEST, Role.LOG)));
    assertThat(settings.objectStore()).isEqualTo(new ObjectStore.Folder(data.resolve("objects")));
    assertThat(settings.s3())
        .isEqualTo(
            new NodeSettings.S3(
                new S3Limits(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(2),
                    OptionalInt.of(16 * MIB),
                    8 * MIB,
                    4),
                Duration.ofHours(24),
                Map.of(),
                new NodeSettings.Prices(0.005, 0.005, 0.0004, 0, 0)));
    assertThat(settings.wal())
        .isEqualTo(
            new Wal(
                SyncMode.ALWAYS,
                Duration.ofMillis(100),
                64 * MIB,
                4 * KIB,
                4 * MIB,
                4 * GIB,
                0.05,
                GIB,
                Duration.ofMillis(200),
                Duration.ofMinutes(2)));
    assertThat(settings.seal())
        .isEqualTo(
            new SealPolicy(512 * KIB, Duration.ofSeconds(60), 64 * MIB, Duration.ofMillis(250)));
    assertThat(settings.shipping())
        .isEqualTo(
            new Shipping(2, Duration.ofMillis(200), Duration.ofSeconds(30), 2, Long.MAX_VALUE, 3));
    assertThat(settings.views())
        .as("the defaults that are in the code too")
        .isEqualTo(
            new Views(
                RenderSettings.ROWS_HELD_BYTES_MAX,
                RenderSettings.VIEW_BYTES_MAX,
                RenderSettings.PARTITIONS_MAX,
                RenderSettings.DIRECT_PARTITIONS_MAX,
                RenderSettings.DIRECT_COLUMNS_MAX));
    assertThat(settings.shutdown())
        .isEqualTo(
            new Shutdown(
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30)));
    assertThat(settings.declared().plans())
        .isEqualTo(
            Map.of(
                "free", plan("free", 100, 1, rate(1000, MIB, 2), MIB),
                "pro", plan("pro", 10_000, 1, PublishRate.UNLIMITED, MIB),
                "enterprise", plan("enterprise", 1_000_000, 1, PublishRate.UNLIMITED, MIB)));
    assertThat(settings.management())
        .isEqualTo(
            new Management(
                "127.0.0.1",
                OptionalInt.of(8558),
                Optional.empty(),
                Duration.ofHours(1),
                Optional.empty()));
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void everyKeyIsMapped() {
    NodeSettings settings = Loaded.settings(EVERYTHING);

    assertThat(settings.dataDir()).isEqualTo(Path.of("/srv/edge"));
    assertThat(settings.region()).isEqualTo("eu-central-1");
    var mqtts =
        new TlsSettings(
            List.of(certificate("/a.pem", "/b.pem"), certificate("/c.pem", "/d.pem")),
            Optional.of(Path.of("/e.pem")),
            ClientAuthentication.OPTIONAL,
            Duration.ofSeconds(51),
            Duration.ofSeconds(52));
    var https =
        new TlsSettings(
            List.of(certificate("/f.pem", "/g.pem")),
            Optional.of(Path.of("/h.pem")),
            ClientAuthentication.REQUIRED,
            Duration.ofSeconds(55),
            Duration.ofSeconds(56));
    assertThat(settings.listeners())
        .containsExactly(
            new Listener(Service.MQTT, "0.0.0.0", 1884, 7, true, Optional.empty()),
            new Listener(Service.MQTTS, "0.0.0.1", 8884, 50, true, Optional.of(mqtts)),
            new Listener(Service.HTTP, "localhost", 8081, 53, false, Optional.empty()),
            new Listener(Service.HTTPS, "localhost", 8443, 54, false, Optional.of(https)));
    Management management = settings.management();
    assertThat(management.host()).isEqualTo("localhost");
    assertThat(management.port()).hasValue(8559);
    assertThat(management.tokenTtlMax()).isEqualTo(Duration.ofMinutes(30));
    assertThat(management.tokenSecret().orElseThrow().bytes())
        .asString()
        .isEqualTo("0123456789abcdef0123456789abcdef");
    assertThat(management.toString()).doesNotContain("0123456789abcdef");
    TlsSettings tls = management.tls().orElseThrow();
    assertThat(tls.certificates().getFirst().chain()).hasToString("/tls/m.pem");
    assertThat(tls.certificates().getFirst().key()).hasToString("/tls/m.key");
    assertThat(tls.reloadEvery()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.webSocket())
        .isEqualTo(
            new WebSocketSettings(Set.of("https://a.example"), 58 * MIB, Duration.ofSeconds(38)));
    assertThat(settings.proxy()).isEqualTo(new NodeSettings.Proxy(600, Duration.ofSeconds(57)));
    assertThat(settings.mqtt())
        .isEqualTo(
            new Mqtt(
                8,
                Duration.ofSeconds(9),
                Duration.ofSeconds(37),
                Duration.ofSeconds(38),
                39 * KIB,
                10 * KIB,
                86 * KIB,
                11 * KIB,
                76 * MIB,
                77 * MIB,
                12,
                13 * KIB,
                34,
                87,
                35,
                Optional.of(Duration.ofSeconds(36)),
                Optional.of(new HostPort("mqtt-1.example.com", 1885))));
    assertThat(settings.http())
        .isEqualTo(
            new HttpSettings(
                60,
                new BodyLimits(61 * KIB, 11 * KIB, 62 * KIB),
                63 * KIB,
                64 * MIB,
                78 * MIB,
                65 * KIB,
                Duration.ofSeconds(66),
                Duration.ofSeconds(67),
                Duration.ofSeconds(68),
                Duration.ofSeconds(69),
                Duration.ofSeconds(70),
                Duration.ofSeconds(88),
                Duration.ofSeconds(71),
                Duration.ofSeconds(72),
                Set.of("https://a.example", "http://b.example:8080")));
    assertThat(settings.attempts()).isEqualTo(new AttemptLimits(73, 74, Duration.ofSeconds(6)));
    assertThat(settings.controlReread()).isEqualTo(Duration.ofSeconds(75));
    assertThat(settings.monitoring())
        .isEqualTo(
            new NodeSettings.Monitoring(109, Duration.ofSeconds(110), NodeSettings.LogFormat.JSON));
    assertThat(settings.cluster())
        .isEqualTo(
            new Cluster(
                "10.0.0.1",
                25_520,
                "0.0.0.0",
                84,
                Optional.of(
                    new TlsSettings(
                        List.of(certificate("/i.pem", "/j.pem")),
                        Optional.of(Path.of("/k.pem")),
                        ClientAuthentication.REQUIRED,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(85))),
                List.of(new HostPort("10.0.0.1", 25_520), new HostPort("10.0.0.2", 2552)),
                Optional.empty(),
                Duration.ofSeconds(86),
                Set.of(Role.LOG, Role.INGEST)));
    assertThat(settings.objectStore()).isEqualTo(new ObjectStore.Folder(Path.of("/srv/objects")));
    var limits =
        new S3Limits(
            Duration.ofMillis(101),
            Duration.ofMillis(102),
            Duration.ofMillis(103),
            Duration.ofMillis(104),
            OptionalInt.of(105 * KIB),
            6 * MIB,
            7);
    assertThat(settings.s3())
        .isEqualTo(
            new NodeSettings.S3(
                limits,
                Duration.ofHours(108),
                Map.of("lake", new S3Credentials.Keys("LAKEID", "HIDDEN", Optional.empty())),
                new NodeSettings.Prices(0.1, 0.2, 0.3, 0.4, 0.5)));
    assertThat(Loaded.settings(EVERYTHING, "object-store.kind=s3").objectStore())
        .isEqualTo(
            new ObjectStore.Bucket(
                new S3Settings(
                    new S3Bucket(
                        "lake",
                        "a/b/",
                        Optional.of("eu-west-3"),
                        Optional.of(URI.create("https://h:9000")),
                        S3Bucket.Addressing.PATH,
                        S3Bucket.Checksums.WHEN_REQUIRED),
                    new S3Credentials.Role(
                        new S3Credentials.Keys("AKID", "HIDDEN", Optional.empty()),
                        "arn:aws:iam::1:role/r",
                        Optional.of("x"),
                        "sess",
                        Optional.of(URI.create("https://sts"))),
                    new S3Objects(
                        new S3Objects.Encryption.Kms(Optional.of("k")),
                        Optional.of("STANDARD_IA"),
                        Map.of("team", "plant")),
                    limits)));
    assertThat(settings.toString()).doesNotContain("HIDDEN");
    assertThat(settings.wal())
        .isEqualTo(
            new Wal(
                SyncMode.INTERVAL,
                Duration.ofMillis(14),
                15 * MIB,
                40,
                16 * KIB,
                17 * GIB,
                0.18,
                19 * MIB,
                Duration.ofMillis(41),
                Duration.ofSeconds(20)));
    assertThat(settings.seal())
        .isEqualTo(
            new SealPolicy(21 * KIB, Duration.ofSeconds(22), 23 * MIB, Duration.ofMillis(89)));
    assertThat(settings.shipping())
        .isEqualTo(
            new Shipping(24, Duration.ofMillis(25), Duration.ofSeconds(26), 27, 86 * MIB, 9));
    assertThat(settings.views()).isEqualTo(new Views(79 * MIB, 80 * MIB, 81, 82, 83));
    assertThat(settings.shutdown())
        .isEqualTo(
            new Shutdown(
                Duration.ofSeconds(7),
                Duration.ofSeconds(28),
                Duration.ofSeconds(29),
                Duration.ofSeconds(31)));
    assertThat(settings.declared().plans())
        .isEqualTo(
            Map.of(
                "free",
                plan(
                    "free",
                    30,
                    0,
                    new PublishRate(Optional.empty(), Optional.empty(), Duration.ofSeconds(42)),
                    11 * KIB),
                "pro",
                plan("pro", 31, 0, PublishRate.UNLIMITED, 11 * KIB),
                "enterprise",
                plan("enterprise", 32, 0, PublishRate.UNLIMITED, 11 * KIB),
                "gold",
                new Plan("gold", 33, 1, rate(43, 44 * KIB, 45), 46, List.of("a/#", "%c/+"), true)));
  }

  /// One set of certificates is enough for a node.
  @Test
  void httpsFollowsMqtts() {
    NodeSettings settings =
        Loaded.settings(
            "mqtts { port = 8883, certificate = a.pem, key = b.pem, handshake-timeout = 5 s }",
            "https.port=8443",
            "https.handshake-timeout=6 s");

    TlsSettings mqtts = tls(settings, Service.MQTTS);
    TlsSettings https = tls(settings, Service.HTTPS);
    assertThat(https.certificates()).hasSize(1).isEqualTo(mqtts.certificates());
    assertThat(mqtts.handshakeWithin()).isEqualTo(Duration.ofSeconds(5));
    assertThat(https.handshakeWithin()).isEqualTo(Duration.ofSeconds(6));
  }

  /// Those that are told last need time too.
  @Test
  void connectionsAreToldToEndWithinHalfTheTimeThatThereIs() {
    NodeSettings settings = Loaded.settings("shutdown.connections-within = 1 s");

    assertThat(settings.shutdown().connectionsSpread()).isEqualTo(Duration.ofMillis(500));
  }

  /// A request waits in the queue of a log as a whole.
  @Test
  void aRequestIsNoLargerThanTheQueueOfALog() {
    NodeSettings settings = Loaded.settings("wal.queue-bytes-max = 5 MiB");

    assertThat(settings.http().body()).isEqualTo(new BodyLimits(16 * MIB, MIB, 5 * MIB));
  }

  @Test
  void theLargestRecordIsTheLargestMessageAndAlwaysHasRoom() {
    NodeSettings settings =
        Loaded.settings("mqtt.message-bytes-max = 2 MiB, http.frames-bytes-max = 1 MiB");

    assertThat(settings.http().body()).isEqualTo(new BodyLimits(16 * MIB, 2 * MIB, 2 * MIB + 17));
  }

  private static TlsSettings tls(NodeSettings settings, Service service) {
    return settings.listeners().stream()
        .filter(it -> it.service() == service)
        .findAny()
        .flatMap(Listener::tls)
        .orElseThrow();
  }

  private static CertificateFiles certificate(String certificate, String key) {
    return new CertificateFiles(Path.of(certificate), Path.of(key));
  }

  @Test
  void theTestOfEveryKeyLeavesNoneOut() {
    Config changed = ConfigFactory.parseString("edgemq {" + EVERYTHING + "}");
    Config reference = ConfigFactory.parseResources("reference.conf").resolve();

    for (Map.Entry<String, ConfigValue> entry : reference.getConfig("edgemq").entrySet()) {
      if (entry.getKey().startsWith("dispatchers.")) {
        continue;
      }
      assertThat(changed.getConfig("edgemq").hasPath(entry.getKey())).as(entry.getKey()).isTrue();
    }
  }

  @Test
  void theBootstrapSectionBecomesADirectory() {
    NodeSettings settings = Loaded.settings(EVERYTHING);

    var gold =
        new Plan(
            "gold",
            33,
            1,
            new PublishRate(Optional.empty(), Optional.of(44L * KIB), Duration.ofSeconds(45)),
            47,
            List.of("b"),
            true);
    assertThat(settings.declared().directory().endpoint("acme", "plant"))
        .contains(
            new Endpoint(
                "acme",
                "plant",
                gold,
                new SealPolicy(KIB, Duration.ofSeconds(5), 2 * MIB, Duration.ofMillis(90)),
                Set.of(Output.SEGMENT, Output.PARQUET),
                List.of(),
                7,
                AckLevel.COMMITTED));
    assertThat(settings.declared().directory().endpoint("acme", "lab"))
        .contains(
            new Endpoint(
                "acme",
                "lab",
                gold,
                new SealPolicy(21 * KIB, Duration.ofSeconds(6), 23 * MIB, Duration.ofMillis(89))));
    assertThat(settings.declared().directory().endpoint("other", "one").orElseThrow().plan())
        .isEqualTo(new Plan("free", 48, 1, rate(49, 50 * KIB, 51), 52, List.of("c"), true));
    SecretHash device = hash(Loaded.KEY);
    assertThat(settings.declared().directory().key(device))
        .contains(
            new ApiKey(
                "acme",
                "device",
                device,
                Optional.of("plant"),
                Set.of(Scope.INGEST, Scope.METRICS)));
    SecretHash ops = hash("ing_live_0123456789abcdefghijklmnopqrstuX");
    assertThat(settings.declared().directory().key(ops))
        .contains(
            new ApiKey(
                ApiKey.OPERATOR,
                "ops",
                ops,
                Optional.empty(),
                Set.of(Scope.READ, Scope.METRICS),
                Plan.ALL_TOPICS,
                Optional.of(Instant.parse("2028-01-01T00:00:00Z"))));
    SecretHash all = hash(Loaded.KEY + "2");
    assertThat(settings.declared().directory().key(all))
        .contains(
            new ApiKey(
                "acme",
                "all",
                all,
                Optional.empty(),
                Set.of(Scope.INGEST),
                List.of("%u/#"),
                Optional.of(Instant.parse("2027-01-01T00:00:00Z"))));
  }

  /// A node that takes larger messages takes them from everybody who has no limit of his own.
  @Test
  void plansFollowTheLargestMessageOfTheNode() {
    Map<String, Plan> plans =
        Loaded.settings("mqtt.message-bytes-max = 2 MiB, plans.pro.message-bytes-max = 1 MiB")
            .declared()
            .plans();

    assertThat(plans).extractingByKey("free").returns(2 * MIB, Plan::messageBytesMax);
    assertThat(plans).extractingByKey("pro").returns(MIB, Plan::messageBytesMax);
  }

  private static Plan plan(
      String name, int connectionsMax, int qosMax, PublishRate rate, int messageBytesMax) {
    return new Plan(name, connectionsMax, qosMax, rate, messageBytesMax, List.of("#"), false);
  }

  private static PublishRate rate(int messages, long bytes, int burstSeconds) {
    return new PublishRate(
        Optional.of(messages), Optional.of(bytes), Duration.ofSeconds(burstSeconds));
  }

  @Test
  void theExampleOfTheContractIsAccepted() {
    NodeSettings settings =
        Loaded.settings(
            """
            data-dir = data
            region = local
            mqtt { host = 127.0.0.1, port = 1883 }
            mqtts { port = off, certificate = "", key = "" }
            http { host = 127.0.0.1, port = 8080 }
            management { host = 127.0.0.1, port = 8558 }
            cluster { host = 127.0.0.1, port = 0, seed-nodes = [] }
            object-store { kind = folder, folder { path = data/objects } }
            wal { sync = always }
            seal { size = 512 KiB, age = 60 s, max-size = 64 MiB }
            bootstrap {
              tenants.acme { plan = pro
                endpoints.plant { outputs = [segment], seal { age = 5 s } }
                keys = [ { name = "device", key = "ing_live_0123456789abcdefghijklmnopqrstuv", endpoint = plant, scopes = [ingest] } ] }
            }
            """);

    assertThat(settings.declared().directory().endpoint("acme", "plant")).isPresent();
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void nodesMayBeFoundInDns() {
    assertThat(dns("name = n.test"))
        .isEqualTo(new Dns("n.test", DnsType.SRV, 2, Duration.ofSeconds(2), Optional.empty()));
    assertThat(dns("name = _a._tcp.b., type = a, nodes-min = 3, poll = 4 s, server = \"[::1]:53\""))
        .isEqualTo(
            new Dns(
                "_a._tcp.b.",
                DnsType.A,
                3,
                Duration.ofSeconds(4),
                Optional.of(new HostPort("[::1]", 53))));
  }

  private static Dns dns(String settings) {
    Cluster cluster =
        Loaded.settings("cluster { port = 1, dns { %s } }".formatted(settings)).cluster();
    assertThat(cluster.isOfOne()).isFalse();
    return cluster.dns().orElseThrow();
  }

  @Test
  void aNodeWithoutTheRoleHasNoPortsForClients() {
    NodeSettings settings =
        Loaded.settings("cluster { port = 1, seed-nodes = [\"a:1\"], roles = [log] }");

    assertThat(settings.listeners()).isEmpty();
    assertThat(settings.cluster().roles()).containsExactly(Role.LOG);
  }

  @Test
  void whatTheFileIncludesIsLookedForBesideIt() throws IOException {
    // In the working directory, so that the file's name is all that it is given by.
    Path included = Files.createTempFile(Path.of(""), "included", ".conf");
    Path file = Files.createTempFile(Path.of(""), "edge", ".conf");
    try {
      Files.writeString(included, "edgemq.region = included");
      Files.writeString(file, "include \"%s\"".formatted(included.getFileName()));

      var loaded = (LoadedSettings.Valid) SettingsLoader.load(file.getFileName(), List.of());

      assertThat(loaded.settings().region()).isEqualTo("included");
    } finally {
      Files.delete(file);
      Files.delete(included);
    }
  }

  @Test
  void theCommandLineGoesBeforeTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("edge.conf");
    Files.writeString(file, "edgemq { region = file, mqtt { host = localhost, port = 5 } }");

    var overrides = List.of("mqtt.port=6", "edgemq.data-dir=/a b/c=d", "mqtt.port=7");
    var loaded = (LoadedSettings.Valid) SettingsLoader.load(file, overrides);

    NodeSettings settings = loaded.settings();
    assertThat(settings.region()).isEqualTo("file");
    assertThat(settings.listeners().getFirst())
        .isEqualTo(new Listener(Service.MQTT, "localhost", 7, 1024, false, Optional.empty()));
    assertThat(settings.dataDir()).isEqualTo(Path.of("/a b/c=d"));
    assertThat(settings.objectStore())
        .as("follows data-dir")
        .isEqualTo(new ObjectStore.Folder(Path.of("/a b/c=d/objects")));
  }

  @Test
  void listsAndSubstitutionsCanBeGivenOnTheCommandLine() {
    NodeSettings settings =
        Loaded.settings(
            "",
            "bootstrap.tenants.acme.plan=pro",
            "bootstrap.tenants.acme.endpoints.plant.outputs=[segment]",
            "region=west",
            "data-dir=\"/srv/\"${edgemq.region}");

    assertThat(settings.declared().directory().endpoint("acme", "plant")).isPresent();
    assertThat(settings.dataDir()).isEqualTo(Path.of("/srv/west"));
  }

  @Test
  void systemPropertiesCountOnlyWhereTheyAreNamed() {
    System.setProperty("edgemq.region", "from-a-property");
    System.setProperty("edge.test.region", "named");
    ConfigFactory.invalidateCaches();
    try {
      assertThat(Loaded.settings("").region()).isEqualTo("local");
      assertThat(Loaded.settings("region = ${edge.test.region}").region()).isEqualTo("named");
    } finally {
      System.clearProperty("edgemq.region");
      System.clearProperty("edge.test.region");
      ConfigFactory.invalidateCaches();
    }
  }

  @Test
  void aSectionOutsideEdgemqIsWarnedOf() {
    var loaded = SettingsLoader.load(ConfigFactory.parseString("mqtt { port = 5 }"), List.of());

    assertThat(((LoadedSettings.Valid) loaded).settings().warnings())
        .containsExactly("mqtt: has no effect outside edgemq { … }");
  }

  @Test
  void theSmallerOfTwoFreeSpacesIsDemanded() {
    Wal wal = Loaded.settings("").wal();

    assertThat(wal.diskFreeMin(10 * GIB)).isEqualTo(GIB / 2);
    assertThat(wal.diskFreeMin(1000 * GIB)).isEqualTo(GIB);
  }

  private static SecretHash hash(String key) {
    return SecretHash.of(key.getBytes(StandardCharsets.US_ASCII));
  }
}
