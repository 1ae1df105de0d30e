package io.edgemq.multijvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Nodes of one cluster on loopback, each with its own data, all with the same object store. Ends
/// with the test.
final class TestCluster implements AutoCloseable {
  private static final class Member {
    final NodeFiles files;
    final int clusterPort;
    String settings = "";
    List<String> prefix = List.of();
    boolean isHidden;
    @Nullable NodeProcess process;

    Member(NodeFiles files, int clusterPort) {
      this.files = files;
      this.clusterPort = clusterPort;
    }
  }

  private final List<Member> members = new ArrayList<>();
  private final List<NodeProcess> serving = new CopyOnWriteArrayList<>();
  private final List<NodeProcess> all = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final Path objects;
  private final String settings;

  /// No node is started.
  ///
  /// @param settings HOCON of all nodes
  TestCluster(Path folder, int nodes, String settings) throws IOException {
    this(folder, FreePorts.take(nodes), settings);
  }

  /// No node is started.
  ///
  /// @param ports where each node is found by the others
  /// @param settings HOCON of all nodes
  TestCluster(Path folder, List<Integer> ports, String settings) throws IOException {
    objects = Files.createDirectories(folder.resolve("shared"));
    this.settings = settings;
    for (int port : ports) {
      Path own = folder.resolve("node-" + (members.size() + 1));
      NodeFiles files = NodeFiles.in(Files.createDirectories(own));
      Files.delete(own.resolve("present"));
      Files.createSymbolicLink(own.resolve("present"), objects);
      members.add(new Member(files, port));
    }
  }

  int size() {
    return members.size();
  }

  NodeFiles files(int number) {
    return members.get(number).files;
  }

  /// Settings of one node from its next start on, before those of all.
  ///
  /// @param settings HOCON
  void give(int number, String settings) {
    members.get(number).settings = settings;
  }

  /// Where other nodes reach a node.
  int clusterPort(int number) {
    return members.get(number).clusterPort;
  }

  /// The process of a node that was started.
  NodeProcess node(int number) {
    return Objects.requireNonNull(members.get(number).process, () -> "node " + number);
  }

  /// Starts all nodes at once and returns when all serve.
  void startAll() throws Exception {
    for (int number = 0; number < size(); number++) {
      launch(number);
    }
    for (Member member : members) {
      awaitServing(member);
    }
  }

  /// Starts a node and returns when it serves.
  void start(int number) throws Exception {
    launch(number);
    awaitServing(number);
  }

  /// Returns when a node that was launched serves.
  void awaitServing(int number) throws Exception {
    awaitServing(members.get(number));
  }

  /// `kill -9`.
  void kill(int number) throws Exception {
    leave(number).kill();
  }

  /// Stops a node in order; clients find the others from now on.
  void terminate(int number) throws Exception {
    leave(number).terminate();
  }

  /// `kill -STOP`; clients find the others from now on.
  void freeze(int number) throws Exception {
    leave(number).freeze();
  }

  /// Clients never find a node. To be called before it is started.
  void hide(int number) {
    members.get(number).isHidden = true;
  }

  /// Puts something in front of a node's command from its next start on.
  void prefix(int number, List<String> prefix) {
    members.get(number).prefix = prefix;
  }

  /// Where other nodes find a node: `host:port`.
  String address(int number) {
    return NodeProcess.HOST + ":" + members.get(number).clusterPort;
  }

  /// The port of a node that serves, of the next one with each call. While there is none, that of
  /// one that did.
  int port(Way way) {
    List<NodeProcess> nodes = serving.isEmpty() ? all : serving;
    return nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size())).port(way);
  }

  /// Every process that there was.
  List<NodeProcess> processes() {
    return all;
  }

  /// Starts a node and returns at once. It may fail.
  void launch(int number) throws IOException {
    Member member = members.get(number);
    String seeds =
        members.stream()
            .map(it -> "\"%s:%d\"".formatted(NodeProcess.HOST, it.clusterPort))
            .collect(Collectors.joining(", "));
    String own =
        "edgemq.cluster { host = %s, port = %d, seed-nodes = [%s] }%n"
            .formatted(NodeProcess.HOST, member.clusterPort, seeds);
    NodeProcess process =
        NodeProcess.launch(member.files, settings + own + member.settings, member.prefix);
    member.process = process;
    all.add(process);
  }

  private void awaitServing(Member member) throws Exception {
    NodeProcess process = member.process;
    if (process != null) {
      process.awaitReady();
      if (!member.isHidden) {
        serving.add(process);
      }
    }
  }

  /// Clients go to others from now on.
  NodeProcess leave(int number) {
    NodeProcess process = node(number);
    serving.remove(process);
    return process;
  }

  @Override
  public void close() {
    all.forEach(NodeProcess::close);
  }
}
