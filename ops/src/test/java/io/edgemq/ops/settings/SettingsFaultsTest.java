package io.edgemq.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFaultsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data-dir                        | ""             | is empty
          data-dir                        | "~/data"       | has a ~
          data-dir                        | [a]            | is not text
          region                          | Europe         | is not a name
          region                          | null           | is not text
          mqtt                            | 5              | is not an object
          mqtt.host                       | "a b"          | is not a host
          mqtt.host                       | "a:1883"       | is not a host
          mqtt.port                       | 65536          | out of range; allowed: off, or 0 to 65535
          mqtt.port                       | -1             | out of range
          mqtt.port                       | on             | is not a port
          mqtt.port                       | 1.5            | is not a port
          mqtt.port                       | 1e400          | is not a port
          mqtt.proxy-protocol             | v2             | is not a switch; allowed: on, off
          mqtt.backlog                    | 0              | out of range
          mqtt.connections-max            | 0              | out of range
          mqtt.connect-timeout            | 10             | is a time without a unit
          mqtt.connect-timeout            | 10 parsecs     | is not a time
          mqtt.connect-timeout            | 0 s            | out of range; allowed: 1 ms to 1 h
          mqtt.connect-timeout            | -5 s           | out of range
          mqtt.connect-timeout            | 99999999999 d  | out of range
          mqtt.unacknowledged-bytes-max   | 1 kB           | out of range
          mqtt.unacknowledged-bytes-max   | 2 GiB          | out of range; allowed: 1 KiB to 128 MiB
          mqtt.message-bytes-max          | 0              | out of range
          mqtt.message-bytes-max          | 65 MiB         | out of range
          mqtt.message-bytes-max          | much           | is not a size
          mqtt.message-bytes-max          | 1e999 GiB      | is not a size
          mqtt.client-id-bytes-max        | 64 KiB         | out of range; allowed: 1 B to 65535 B
          mqtt.write-buffer-bytes-max     | 0              | out of range
          mqtt.attach-within              | 0 s            | out of range
          mqtt.close-within               | 2 h            | out of range
          mqtt.connect-packet-bytes-max   | 1 B            | out of range
          wrong-keys.at-once              | 0              | out of range
          wrong-keys.per-minute           | 0              | out of range
          wrong-keys.delay-max            | 2 m            | out of range; allowed: 0 ms to 1 m
          control.reread                  | 10 ms          | out of range; allowed: 100 ms to 1 h
          wal.credit-bytes-min            | 0              | out of range
          wal.retry                       | 0 ms           | out of range
          mqtt.receive-maximum            | 0              | out of range; allowed: 1 to 65535
          mqtt.receive-maximum            | 65536          | out of range
          mqtt.receive-maximum-committed  | 0              | out of range; allowed: 1 to 65535
          mqtt.uncommitted-bytes-max      | 2 GiB          | out of range; allowed: 1 KiB to 128 MiB
          mqtt.topic-alias-maximum        | -1             | out of range; allowed: 0 to 65535
          mqtt.topic-alias-maximum        | off            | is not a whole number
          mqtt.server-keep-alive-max      | 60             | is a time without a unit
          mqtt.server-keep-alive-max      | 0 s            | out of range
          mqtt.server-keep-alive-max      | 65536 s        | out of range
          mqtt.server-reference           | "a.example"    | is not an address
          mqtt.server-keep-alive-max      | never          | is not a time
          mqtts.port                      | 8883           | certificate: is needed
          mqtts.certificate               | []             | is not text
          mqtts.certificates              | a.pem          | is not a list
          mqtts.certificates              | [{ key = a }]  | [0].certificate: is missing
          mqtts.certificates              | [{ certificate = a, key = b, kee = c }] | kee: there is no such setting
          mqtts.client-certificate        | maybe          | is unknown; allowed: none, optional, required
          mqtts.handshake-timeout         | 0 s            | out of range
          https.reload-interval           | 2 d            | out of range
          https.port                      | 0              | certificate: is needed
          proxy-protocol                  | on             | is not an object
          proxy-protocol.header-bytes-max | 100 B          | out of range; allowed: 232 B to 65551 B
          http.backlog                    | 0              | out of range
          http.connections-max            | 0              | out of range
          http.body-bytes-max             | 0              | out of range; allowed: 1 B to 512 MiB
          http.frames-bytes-max           | 1 B            | out of range; allowed: 1 KiB to 1 GiB
          http.header-bytes-max           | 1 B            | out of range
          http.held-bytes-max             | 1 B            | out of range
          http.queue-bytes-max            | 1 B            | out of range
          http.header-timeout             | 0 s            | out of range
          http.idle-timeout               | 60             | is a time without a unit
          http.body-gap-timeout           | 2 h            | out of range
          http.body-timeout               | 0 s            | out of range
          http.append-within              | 0 s            | out of range
          http.committed-within           | 0 s            | out of range
          http.write-timeout              | never          | is not a time
          http.close-within               | 0 s            | out of range
          http.cors-origins               | "*"            | is not a list
          http.cors-origins               | [a.example]    | is not an origin
          http.cors-origins               | ["https://a.example/"] | is not an origin; allowed: "https://example.com"
          shutdown.connections-spread     | 2 h            | out of range
          mqtts.port                      | no             | is not a port
          http.port                       | 70000          | out of range; allowed: off, or 0 to 65535
          http.host                       | ""             | is not a host
          management.port                 | 0.5            | is not a port
          management.host                 | 0.0.0.0        | is not loopback, and what is sent there would not be encrypted; allowed: 127.0.0.1, or
          management.host                 | edge.test      | or management.insecure = on
          management.insecure             | maybe          | is not a switch
          management.certificate          | a.pem          | management.key: is needed beside the other
          management.key                  | a.pem          | management.certificate: is needed beside the other
          management.reload-interval      | 5              | is a time without a unit
          management.token-ttl-max        | 0 s            | out of range
          management.token-secret         | short          | management.token-secret: is no secret; allowed: a text of at least 32 bytes
          bootstrap.operators.keys        | {}             | is not a list
          bootstrap.operators.keys        | [{ name = a }] | [0].key: is missing
          bootstrap.operators.keys        | [{ name = a, key = ing_live_0123456789abcdefghijklmnopqrstuw, tenant = b }] | tenant: there is no such setting
          bootstrap.operators.keys        | [{ name = a, key = ing_live_0123456789abcdefghijklmnopqrstuw, scopes = [ingest] }] | has ingest, which only keys of tenants may
          bootstrap.operators.keys        | [{ name = a, key = ing_live_0123456789abcdefghijklmnopqrstuw, scopes = [] }] | is empty; allowed: ingest, metrics, read, admin
          cluster.host                    | {}             | is not text
          cluster.port                    | x              | is not a whole number
          cluster.bind-host               | "a:1"          | is not a host
          cluster.bind-port               | off            | is not a whole number
          cluster.bind-port               | 65536          | out of range
          cluster.dns.name                | localhost      | is not a name in DNS
          cluster.dns.name                | "a b.c"        | is not a name in DNS
          cluster.dns.name                | "a..b"         | is not a name in DNS
          cluster.dns.type                | aaaa           | is unknown; allowed: srv, a
          cluster.dns.nodes-min           | 0              | out of range
          cluster.dns.poll                | 10 ms          | out of range
          cluster.dns.server              | "10.0.0.1"     | is not an address
          cluster.tls.certificate         | "~/a.pem"      | has a ~
          cluster.tls.reload-interval     | 5              | is a time without a unit
          cluster.roles                   | log            | is not a list
          cluster.roles                   | []             | is not one role or several
          cluster.roles                   | [log, log]     | is not one role or several
          cluster.roles                   | [LOG]          | is unknown; allowed: ingest, log
          cluster.roles                   | [log]          | one node alone needs all of them
          cluster.seed-nodes              | "a:1"          | is not a list
          cluster.seed-nodes              | ["a"]          | is not an address
          cluster.seed-nodes              | ["a:0"]        | is not an address
          cluster.seed-nodes              | ["::1:5"]      | is not an address
          object-store.kind               | s3             | s3.bucket: is missing, and kind is s3
          object-store.s3.bucket          | "No Name"      | s3.bucket: is no name of a bucket
          object-store.s3.path-style      | maybe          | is not a switch
          object-store.s3.endpoint        | "minio:9000"   | s3.endpoint: is none; allowed: https://host
          object-store.s3.endpoint        | "https://u:p@h"| is none; allowed: https://host
          object-store.s3.endpoint        | "no uri"       | is none; allowed: https://host
          object-store.s3.access-key      | AKID           | s3.secret-key: is missing
          object-store.s3.secret-key      | s              | s3.access-key: is missing
          object-store.s3.secret-key      | [hidden]       | is not text; allowed: a key
          object-store.s3.role-arn        | edgemq         | s3.role-arn: is no ARN of a role
          object-store.s3.sse             | on             | is unknown; allowed: none, s3, kms
          object-store.s3.kms-key         | k              | has no effect, because sse is not kms
          object-store.s3.checksums       | md5            | is unknown; allowed: crc32c, when-required
          object-store.s3.tags            | [a]            | is not an object
          object-store.s3.tags.a          | []             | is not text
          object-store.s3.connect-timeout | 0 s            | out of range
          object-store.s3.silence-timeout | 5              | is a time without a unit
          object-store.s3.attempt-timeout | 3 m            | call-timeout: 2 m is less than attempt-timeout
          object-store.s3.call-timeout    | 1 s            | is less than attempt-timeout
          object-store.s3.multipart-threshold | 0          | out of range
          object-store.s3.part-size       | 1 MiB          | out of range; allowed: 5 MiB to 512 MiB
          object-store.s3.parts-in-flight | 0              | out of range
          object-store.s3.prices.gets-per-1000 | -1        | out of range; allowed: 0.0 to 1000.0
          metrics.endpoints-max           | -1             | out of range; allowed: 0 to 10000
          metrics.endpoints-max           | all            | is not a whole number
          ready.commit-lag-max            | 10             | a time without a unit
          ready.commit-lag-max            | 100 ms         | out of range; allowed: 1 s to
          log.format                      | xml            | is unknown; allowed: text, json
          object-store.s3.abandoned-after | 5 m            | out of range
          object-store.s3.credentials     | lake           | is not an object
          object-store.s3.credentials.lake | {}            | lake.access-key: is missing
          object-store.s3.credentials.lake | { access-key = a } | lake.secret-key: is missing
          object-store.kind               | disk           | is unknown
          object-store.folder.path        | ""             | is empty
          object-store.folder.path        | data           | is in the way of the log
          object-store.folder.path        | data/wal/x     | is in the way of the log
          wal.sync                        | sometimes      | is unknown; allowed: always, interval, never
          wal.sync-interval               | 2 m            | out of range; allowed: 1 ms to 1 m
          wal.queue-bytes-max             | 1 MiB          | does not hold the largest message
          wal.queue-bytes-max             | 1 B            | out of range
          wal.group-bytes-max             | 2 GiB          | out of range
          wal.endpoint-bytes-max          | 1 B            | out of range
          wal.disk-free-min-fraction      | 1              | out of range; allowed: 0.0 to 0.9
          wal.disk-free-min-fraction      | NaN            | is not a number
          wal.disk-free-min-bytes         | -1 B           | is not a size
          wal.idle-after                  | 2 d            | out of range
          seal.size                       | 0              | out of range
          seal.size                       | 65 MiB         | is more than max-size
          seal.age                        | 8 d            | out of range
          seal.committed-age              | 0 ms           | out of range
          seal.max-size                   | 2 GiB          | out of range
          seal.max-size                   | 1 MiB          | does not hold the largest message
          shipping.parallelism            | 0              | out of range
          shipping.retry-min              | 1 m            | is less than retry-min
          shipping.retry-max              | 1 ms           | is less than retry-min
          shipping.backlog-saturated      | 0              | out of range
          shipping.zstd-level             | 20             | out of range
          shipping.catch-up-bytes-per-second | 63 KiB      | out of range; allowed: 64 KiB to 1 TiB, or off
          shutdown.connections-within     | 2 h            | out of range
          shutdown.ship-within            | soon           | is not a time
          plans.free.connections-max      | 0              | out of range
          plans.free.qos-max              | 2              | out of range
          plans.free.messages-per-second  | 0              | out of range; allowed: 1 to 1000000000, or off
          plans.free.messages-per-second  | many           | is not a whole number
          plans.free.bytes-per-second     | 1023           | out of range; allowed: 1 KiB to 1 TiB, or off
          plans.pro.bytes-per-second      | unlimited      | is not a size
          plans.free.burst                | 2              | is a time without a unit
          plans.free.burst                | 2 h            | out of range
          plans.free.message-bytes-max    | 0              | out of range
          plans.free.message-bytes-max    | 1025 KiB       | is more than the node takes; allowed: 1 MiB or less (mqtt.message-bytes-max)
          plans.free.topics               | "#"            | is not a list
          plans.free.topics               | []             | is empty; allowed: [ a filter, … ]
          plans.free.topics               | ["a", "a#"]    | "a#" is not a topic filter; allowed: a topic, in which
          plans.free.topics               | ["%d"]         | is not a topic filter
          plans.free.topics               | [[]]           | is not text
          plans.free.close-on-forbidden-topic | never      | is not a switch
          plans.Gold                      | {}             | is not a name
          plans.gold                      | { qos-max = 1 } | is missing; allowed: a number of connections
          bootstrap.tenants.control       | { plan = pro } | is where control documents lie in the object store
          bootstrap.tenants.Acme          | { plan = pro } | is not a name
          bootstrap.tenants.acme          | {}             | is missing; allowed: one of plans: enterprise, free, pro
          bootstrap.tenants.acme.plan     | best           | is unknown
          """)
  void aBadValueIsRefused(String key, String value, String expected) {
    List<String> faults = Loaded.faults("object-store.folder.path = /o\n" + key + " = " + value);

    assertThat(faults)
        .filteredOn(
            it -> !key.startsWith("mqtts.") || !it.startsWith("edgemq.https.")) // follows it
        .singleElement()
        .asString()
        .startsWith("edgemq.")
        .contains(expected);
  }

  @Test
  void clientCertificatesNeedAnAuthority() {
    List<String> faults =
        Loaded.faults(
            "mqtts { port = 8883, certificate = a, key = b, client-certificate = optional }");

    assertThat(faults)
        .singleElement()
        .asString()
        .startsWith("edgemq.mqtts.client-ca")
        .contains("is needed to check client certificates");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          endpoints.Plant = {}                        | is not a name
          endpoints.plant = 5                         | is not an object
          endpoints.plant.outputs = [parquet]         | has no segment, which is always written
          endpoints.plant.outputs = [segment, views]  | has views, and none is named
          endpoints.plant { outputs = [segment, views], views = [] } | has views, and none is named
          endpoints.plant { outputs = [segment, views], views = v } | is not a list
          limits = 5                                  | is not an object
          limits.qos-max = 2                          | limits.qos-max: 2 is out of range
          limits.connections-max = off                | is not a whole number
          limits.message-bytes-max = 2 MiB            | is more than the node takes
          limits.messages-per-hour = 5                | did you mean messages-per-second?
          limits.topics = [""]                        | "" is not a topic filter
          endpoints.plant.outputs = [csv]             | "csv" is unknown; allowed: [segment, parquet, views]
          endpoints.plant.outputs = []                | has no segment, which is always written
          endpoints.plant.outputs = segment           | is not a list
          endpoints.plant.views = ["v.yaml"]          | there is no such file
          endpoints.plant.ack = accepted              | is unknown; allowed: durable, committed
          endpoints.plant.partitions = 257            | is out of range; allowed: 1 to 256
          endpoints.plant.seal.age = 5                | is a time without a unit
          endpoints.plant.seal.size = 65 MiB          | is more than max-size
          endpoints.plant.seal.max-size = 700 KiB     | does not hold the largest message
          endpoints.plant.seal.siez = 1               | did you mean size?
          keys = {}                                   | is not a list
          keys = [5]                                  | is not an object
          keys = [ { name = a } ]                     | keys[0].key: is missing
          keys = [ { key = KEY } ]                    | keys[0].name: is missing
          keys = [ { name = A, key = KEY } ]          | is not a name
          keys = [ { name = a, key = short } ]        | is not an API key
          keys = [ { name = a, key = KEY_ } ]         | is not an API key
          keys = [ { name = a, key = 5 } ]            | is not an API key
          keys = [ { name = a, key = KEY, endpoint = b } ] | is not an endpoint of acme
          keys = [ { name = a, key = KEY, scopes = [all] } ] | is unknown; allowed: ingest, metrics, read, admin
          keys = [ { name = a, key = KEY, scopes = [] } ] | is empty; allowed: ingest, metrics, read, admin
          keys = [ { name = a, key = KEY, topics = [a, "b/#/c"] } ] | keys[0].topics: "b/#/c" is not a topic filter
          keys = [ { name = a, key = KEY, topics = [] } ] | keys[0].topics: is empty
          keys = [ { name = a, key = KEY, expires = tomorrow } ] | "tomorrow" is not a point in time; allowed: a time, as in "2027-01-01T00:00:00Z"
          keys = [ { name = a, key = KEY, expires = "2027-01-01" } ] | is not a point in time
          keys = [ { name = a, key = KEY, expires = [] } ] | is not text
          keys = [ { name = a, key = KEY, expire = "" } ] | did you mean expires?
          keys = [ { name = a, key = KEY, scope = [admin] } ] | did you mean scopes?
          keys = [ { name = a, key = KEY }, { name = a, key = KEYx } ] | is the name of another key
          keys = [ { name = a, key = KEY }, { name = b, key = KEY } ] | is the same as edgemq.bootstrap.tenants.acme.keys[0].key
          """)
  void aBadTenantIsRefused(String tenant, String expected) {
    String text = tenant.replace("KEY", Loaded.KEY);

    List<String> faults = Loaded.faults("bootstrap.tenants.acme { plan = pro\n" + text + "\n}");

    assertThat(faults)
        .singleElement()
        .asString()
        .startsWith("edgemq.bootstrap.tenants.acme.")
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "edgemq.mqtt.prot, port",
    "edgemq.regoin, region",
    "edgemq.wal.idel-after, idle-after",
    "edgemq.mqtts.certifcate, certificate",
    "edgemq.http.prt, port",
    "edgemq.management.hots, host",
    "edgemq.cluster.seed-node, seed-nodes",
    "edgemq.object-store.folders, folder",
    "edgemq.object-store.folder.paht, path",
    "edgemq.seal.ages, age",
    "edgemq.shipping.paralelism, parallelism",
    "edgemq.shutdown.ship-in, ''",
    "edgemq.plans.free.qosmax, qos-max",
    "edgemq.bootstrap.tenant, tenants",
  })
  void anUnknownKeyIsRefusedWithASuggestion(String path, String meant) {
    var loaded = SettingsLoader.load(ConfigFactory.parseString(path + " = {}"), List.of());

    assertThat(((LoadedSettings.Faulty) loaded).faults())
        .singleElement()
        .asString()
        .startsWith(path + ": there is no such setting; ")
        .contains(
            meant.isEmpty() ? "there are: connections-spread" : "did you mean " + meant + "?");
  }

  @Test
  void aNodeWithSeedNodesHasToBeFoundAgain() {
    assertThat(Loaded.faults("cluster.seed-nodes = [\"a:1\"]"))
        .singleElement()
        .asString()
        .contains("edgemq.cluster.port: 0 is no port that a node can be found again by");
    assertThat(Loaded.faults("cluster { port = 1, bind-port = 0, seed-nodes = [\"a:1\"] }"))
        .singleElement()
        .asString()
        .contains("edgemq.cluster.bind-port: 0 is no port that others can be led to");
    assertThat(Loaded.faults("cluster { port = 1, seed-nodes = [\"a:1\", \"b:1\", \"a:1\"] }"))
        .singleElement()
        .asString()
        .contains("edgemq.cluster.seed-nodes: names a node twice");
  }

  @Test
  void seedNodesAndDnsAreNotGivenBoth() {
    String both = "cluster { port = 1, seed-nodes = [\"a:1\"], dns.name = b.test }";
    assertThat(Loaded.faults(both))
        .singleElement()
        .asString()
        .contains("edgemq.cluster.seed-nodes: are given, and dns too");
    assertThat(Loaded.faults("cluster.dns.name = b.test"))
        .singleElement()
        .asString()
        .contains("edgemq.cluster.port: 0 is no port that a node can be found again by");
  }

  @Test
  void tlsBetweenNodesNeedsAllItsFiles() {
    assertThat(Loaded.faults("cluster.tls { key = a, ca = b }"))
        .singleElement()
        .asString()
        .contains("edgemq.cluster.tls.certificate: is needed beside the others");
    assertThat(Loaded.faults("cluster.tls { certificate = a, ca = b }"))
        .singleElement()
        .asString()
        .contains("edgemq.cluster.tls.key: is needed beside the others");
    assertThat(Loaded.faults("cluster.tls { certificate = a, key = b }"))
        .singleElement()
        .asString()
        .contains("edgemq.cluster.tls.ca: is needed beside the others");
  }

  @Test
  void anAppendThatIsTooLargeBetweenNodesIsRefused() {
    String large = "http.frames-bytes-max = 300 MiB, wal.queue-bytes-max = 400 MiB\n";
    assertThat(Loaded.settings(large).http().body().framesBytesMax()).isEqualTo(300 << 20);

    assertThat(Loaded.faults(large + "cluster { port = 1, seed-nodes = [\"a:1\"] }"))
        .singleElement()
        .asString()
        .contains("edgemq.cluster.seed-nodes: an append may take", "smaller http.frames-bytes-max");
  }

  @Test
  void limitsOfATenantWithoutAPlanAreLookedAtToo() {
    assertThat(Loaded.faults("bootstrap.tenants.acme.limits.qos-max = 2"))
        .hasSize(2)
        .anySatisfy(it -> assertThat(it).contains("acme.plan: is missing"))
        .anySatisfy(it -> assertThat(it).contains("acme.limits.qos-max: 2 is out of range"));
  }

  @Test
  void allFaultsAreToldAtOnceAndWhereTheyAre(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("edge.conf");
    Files.writeString(
        file,
        """
        edgemq {
          mqtt.port = 70000
          wal { sync = sometimes }

          bootstrap.tenants.acme { plan = best, keys = [
            { name = X
              key = none }
          ] }
        }
        """);

    var loaded = SettingsLoader.load(file, List.of("region=A", "nonsense", "wal.size=1"));

    assertThat(((LoadedSettings.Faulty) loaded).faults())
        .containsExactlyInAnyOrder(
            "-D \"nonsense\": is not a setting; allowed: key=value",
            "edgemq.region: \"A\" is not a name; allowed: lower-case letters, digits, - and _, a"
                + " letter or digit first, at most 63 (-D region)",
            "edgemq.mqtt.port: 70000 is out of range; allowed: off, or 0 to 65535 (" + file + ":2)",
            "edgemq.wal.sync: \"sometimes\" is unknown; allowed: always, interval, never ("
                + file
                + ":3)",
            "edgemq.wal.size: there is no such setting; there are: sync, sync-interval,"
                + " queue-bytes-max, credit-bytes-min, group-bytes-max, endpoint-bytes-max,"
                + " disk-free-min-fraction, disk-free-min-bytes, retry, idle-after (-D wal.size)",
            "edgemq.bootstrap.tenants.acme.plan: \"best\" is unknown; allowed: one of plans:"
                + " enterprise, free, pro ("
                + file
                + ":5)",
            "edgemq.bootstrap.tenants.acme.keys[0].name: \"X\" is not a name; allowed: lower-case"
                + " letters, digits, - and _, a letter or digit first, at most 63 ("
                + file
                + ":6)",
            "edgemq.bootstrap.tenants.acme.keys[0].key: is not an API key; allowed: ing_live_ and"
                + " 32 to 119 letters and digits ("
                + file
                + ":7)");
  }

  @Test
  void aFileThatCannotBeReadIsAFault(@TempDir Path folder) throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.conf"), "edgemq {\n a = [\n}");

    assertThat(faultsOf(folder.resolve("none.conf")))
        .singleElement()
        .asString()
        .contains("no such");
    assertThat(faultsOf(folder)).singleElement().asString().contains("no such file");
    assertThat(faultsOf(broken)).singleElement().asString().startsWith(broken + ": 3: ");
  }

  @Test
  void aSubstitutionOfNothingIsAFault() {
    assertThat(Loaded.faults("region = ${EDGEMQ_NO_SUCH_VARIABLE}"))
        .singleElement()
        .asString()
        .contains("EDGEMQ_NO_SUCH_VARIABLE");
  }

  @Test
  void aRootThatIsMisspeltOrNoObjectIsAFault() {
    assertThat(faultsOf("edgmq { region = a }"))
        .singleElement()
        .asString()
        .contains("did you mean");
    assertThat(faultsOf("edgemq = 5")).singleElement().asString().contains("is not an object");
    assertThat(faultsOf("pekko = 5")).singleElement().asString().contains("is not an object");
  }

  @Test
  void thePublishedKeyIsRefusedBeyondLoopback() {
    String tenant =
        """
        bootstrap.tenants.acme { plan = pro
          keys = [ { name = a, key = "ing_live_0123456789abcdefghijklmnopqrstuv" } ] }
        """;

    assertThat(Loaded.settings(tenant).declared()).isNotNull();
    assertThat(Loaded.faults(tenant + "mqtt.host = 0.0.0.0"))
        .singleElement()
        .asString()
        .contains("is the one from the documentation");
  }

  private static List<String> faultsOf(Path file) {
    return ((LoadedSettings.Faulty) SettingsLoader.load(file, List.of())).faults();
  }

  private static List<String> faultsOf(String text) {
    var loaded = SettingsLoader.load(ConfigFactory.parseString(text), List.of());
    return ((LoadedSettings.Faulty) loaded).faults();
  }
}
