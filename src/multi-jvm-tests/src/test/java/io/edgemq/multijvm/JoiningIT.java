package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Who becomes a member of a cluster and who does not, and what each node has to do there.
class JoiningIT {
  private static final Pattern UP = Pattern.compile("\"status\":\"Up\"");
  private static final int NOT_STARTED = 1;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @Test
  void everyNodeTellsWhoIsInTheCluster() throws Exception {
    try (var cluster = new TestCluster(folder, 3, Tenants.SETTINGS)) {
      cluster.startAll();

      for (int number = 0; number < cluster.size(); number++) {
        awaitMembers(cluster, number, 3);
      }
      assertThat(get(cluster.node(0), "/cluster/members"))
          .contains("\"roles\":[\"ingest\",\"log\",\"dc-default\"]", "\"unreachable\":[]");
      assertThat(get(cluster.node(1), "/cluster/shards/endpoint-wal")).contains("\"regions\":[");
    }
  }

  @Test
  void aNodeWithOneRoleDoesNothingElse() throws Exception {
    try (var cluster = new TestCluster(folder, 2, Tenants.SETTINGS)) {
      cluster.give(0, "edgemq.cluster.roles = [log]\n");
      cluster.give(1, "edgemq.cluster.roles = [ingest]\n");
      cluster.startAll();
      assertThat(cluster.node(0).serves(Way.TCP)).isFalse();
      assertThat(cluster.node(0).serves(Way.WS)).isFalse();

      awaitPost(cluster, 1, Tenants.KEY, "over the other node");

      assertThat(cluster.files(0).localSegments()).isNotEmpty();
      assertThat(cluster.files(1).localSegments()).isEmpty();
      cluster.terminate(1);
      cluster.terminate(0);
      assertThat(Committed.read(cluster.files(0).objects()).messages())
          .contains(new Committed.Message("acme/plant", "", "over the other node"));
    }
  }

  /// Two nodes that know each other by their certificates, one with a certificate of somebody else,
  /// one without any. Then the authority is changed in two steps while the nodes run, as a
  /// certificate manager does it, and a third joins that knows only the new one.
  @Test
  void onlyNodesWithCertificatesOfTheAuthorityJoin() throws Exception {
    TestAuthority old = TestAuthority.in(Files.createDirectory(folder.resolve("old")));
    TestAuthority foreign = TestAuthority.in(Files.createDirectory(folder.resolve("foreign")));
    TestAuthority next = TestAuthority.in(Files.createDirectory(folder.resolve("next")));
    Path used = folder.resolve("used");
    link(used, generation("1", old, old));
    String settings = Tenants.SETTINGS + "edgemq.cluster.join-within = 20 s\n";
    try (var cluster = new TestCluster(folder, 5, settings)) {
      cluster.give(0, tls(used));
      cluster.give(1, tls(used));
      cluster.give(2, tls(generation("foreign", foreign, foreign)));
      cluster.give(4, tls(generation("next", next, next)));
      cluster.launch(2);
      cluster.launch(3);
      cluster.start(0);
      cluster.start(1);
      awaitMembers(cluster, 0, 2);
      awaitPosts(cluster, 0, 1);

      for (int stranger : new int[] {2, 3}) {
        assertThat(cluster.node(stranger).exitCode()).isEqualTo(NOT_STARTED);
        assertThat(cluster.node(stranger).hasLogged("did not become a member of its cluster"))
            .isTrue();
      }
      assertThat(up(cluster, 0)).isEqualTo(2);

      link(used, generation("2", old, old, next));
      awaitReloads(cluster, 1);
      link(used, generation("3", next, old, next));
      awaitReloads(cluster, 2);
      cluster.start(4);
      awaitMembers(cluster, 0, 3);
      awaitMembers(cluster, 4, 3);
      awaitPosts(cluster, 0, 1, 4);
    }
  }

  /// Three nodes of which one is in DNS at first, which is too few, then two, and a third later.
  @Test
  void nodesFindEachOtherInDns() throws Exception {
    try (var dns = new DnsServer(folder);
        var cluster = new TestCluster(folder, 3, Tenants.SETTINGS)) {
      for (int number = 0; number < cluster.size(); number++) {
        cluster.give(
            number,
            """
            edgemq.cluster { host = localhost, seed-nodes = [], dns {
              name = %s, server = "%s:%d", poll = 200 ms
            } }
            """
                .formatted(DnsServer.NAME, NodeProcess.HOST, dns.port()));
      }
      cluster.launch(0);
      cluster.launch(1);
      Await.until("nothing resolves", () -> cluster.node(0).hasLogged("yet: there is no answer: "));
      dns.serve(cluster.clusterPort(1));
      Await.until(
          "one is too few",
          () -> cluster.node(0).hasLogged("yet: it has 1 addresses, and 2 are needed"));

      dns.serve(cluster.clusterPort(1), cluster.clusterPort(0));
      cluster.awaitServing(0);
      cluster.awaitServing(1);
      awaitMembers(cluster, 0, 2);
      awaitMembers(cluster, 1, 2);

      dns.serve(cluster.clusterPort(2), cluster.clusterPort(0), cluster.clusterPort(1));
      cluster.start(2);
      awaitMembers(cluster, 0, 3);
      assertThat(cluster.node(0).logged("yet: there is no answer: ")).as("said once").isEqualTo(1);
    }
  }

  private static void awaitReloads(TestCluster cluster, int count) throws Exception {
    for (int number : new int[] {0, 1}) {
      Await.until(
          "new certificates are used",
          () -> cluster.node(number).logged("TLS certificates have changed") == count);
    }
  }

  /// The files of one node: whose certificate, and whom it trusts.
  private Path generation(String name, TestAuthority own, TestAuthority... trusted)
      throws IOException {
    Path files = Files.createDirectory(folder.resolve("certificates-" + name));
    Files.copy(own.folder().resolve("node.pem"), files.resolve("node.pem"));
    Files.copy(own.folder().resolve("node.key"), files.resolve("node.key"));
    var authorities = new StringBuilder();
    for (TestAuthority each : trusted) {
      authorities.append(Files.readString(each.file()));
    }
    Files.writeString(files.resolve("ca.pem"), authorities);
    return files;
  }

  /// All files at once.
  private static void link(Path link, Path target) throws IOException {
    Path draft = link.resolveSibling("link.new");
    Files.createSymbolicLink(draft, target);
    Files.move(draft, link, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String tls(Path files) {
    return """
    edgemq.cluster.tls {
      certificate = "%1$s/node.pem", key = "%1$s/node.key", ca = "%1$s/ca.pem"
      reload-interval = 200 ms
    }
    """
        .formatted(files);
  }

  /// Every endpoint takes something through every node, so that messages cross between all that
  /// have logs and all others.
  private static void awaitPosts(TestCluster cluster, int... nodes) throws Exception {
    for (int node : nodes) {
      for (String key : List.of(Tenants.KEY, Tenants.DEPOT_KEY, Tenants.OTHER_KEY)) {
        awaitPost(cluster, node, key, "through node " + node);
      }
    }
  }

  /// Posts until it is accepted: logs move while nodes join.
  private static void awaitPost(TestCluster cluster, int node, String key, String record)
      throws Exception {
    List<RawHttp.Answer> answers = new ArrayList<>();
    Await.until(
        () -> "a request is accepted, and not " + answers,
        () -> {
          try (RawHttp http = RawHttp.open(cluster.node(node).port(Way.WS))) {
            http.send(RawHttp.post(key, "application/octet-stream", record));
            answers.add(http.read());
          }
          return answers.getLast().status() == 202;
        });
  }

  private static void awaitMembers(TestCluster cluster, int number, int count) throws Exception {
    Await.until(
        "node " + number + " sees " + count + " members that are up",
        () -> up(cluster, number) == count);
  }

  private static long up(TestCluster cluster, int number) throws Exception {
    return UP.matcher(get(cluster.node(number), "/cluster/members")).results().count();
  }

  private static String get(NodeProcess node, String path) throws Exception {
    return Management.get(node, path).toString();
  }
}
