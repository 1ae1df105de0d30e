package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.multijvm.RawHttp.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Many clients at once that mean no good: they send slowly, stop in the middle, never read or say
/// nothing at all. Others are served meanwhile, and afterwards nothing is left of them: no memory,
/// no connection, no record of a request that was not whole.
class HostileUploadsIT {
  /// Long enough that nobody is cut off for being slow, but for not reading.
  private static final String SETTINGS =
      Tenants.SETTINGS
          + """
          edgemq {
            seal.age = 1 s
            http { header-timeout = 5 m, body-gap-timeout = 5 m, write-timeout = 1 s }
          }
          """;

  private static final int UPLOADS = 1000;
  private static final int HALF_OPEN = 2000;
  private static final int CUT_OFF = 100;
  private static final int DRIPS = 2;
  private static final int ROUNDS = 2;

  /// Of the heap, by one more round: less than a kilobyte for each of its connections, of which
  /// each takes more than 20 while it is there.
  private static final long GROWTH_BYTES_MAX = 2 << 20;

  /// Files that a node opens and closes by itself.
  private static final int FILES_MAX = 50;

  private static final int RECEIVE_BUFFER_BYTES = 4 << 10;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  private final List<String> good = new ArrayList<>();

  @Test
  void theyTakeLittleAndLeaveNothingAndOthersAreServed() throws Exception {
    NodeFiles files = NodeFiles.in(folder);
    try (NodeProcess node = NodeProcess.start(files, SETTINGS);
        RawHttp client = RawHttp.open(node.port(Way.WS))) {
      // What the first of them leaves is there once: classes, pools, tables that have grown.
      attack(node, client, 0);
      long bytes = node.liveBytes();
      for (int round = 1; round < ROUNDS; round++) {
        attack(node, client, round);
      }
      Await.until("their memory is free", () -> node.liveBytes() < bytes + GROWTH_BYTES_MAX);
      assertThat(node.residentBytes()).isLessThan(3 * NodeProcess.HEAP_BYTES_MAX);
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }

    Committed committed = Committed.read(files.objects());
    assertThat(committed.report().faults()).isEmpty();
    List<String> records = committed.payloads("");
    assertThat(records.stream().filter(it -> it.startsWith("good "))).isEqualTo(good);
    int deaf = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String begin = "deaf " + round + " ";
      List<String> found = records.stream().filter(it -> it.startsWith(begin)).toList();
      assertThat(found).isNotEmpty();
      // The connection was cut off under way, so one of the last may be missing, but none in part.
      int last = -1;
      for (int at = 0; at < found.size(); at += 2) {
        int number = Integer.parseInt(found.get(at).split(" ", -1)[2]);
        assertThat(number).isGreaterThan(last);
        assertThat(found.subList(at, at + 2))
            .containsExactly(begin + number + " a", begin + number + " b");
        last = number;
      }
      deaf += found.size();
    }
    assertThat(records)
        .as("all others are of requests that were not whole")
        .hasSize(good.size() + deaf);
  }

  private void attack(NodeProcess node, RawHttp client, int round) throws Exception {
    int port = node.port(Way.WS);
    long files = node.openFiles();
    List<RawHttp> clients = new ArrayList<>();
    try (var deafSocket = new Socket()) {
      deafSocket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
      RawHttp deaf = RawHttp.open(port, deafSocket);
      Thread writer = Thread.ofPlatform().daemon().start(() -> postWithoutEnd(deaf, round));
      List<RawHttp> uploads = new ArrayList<>();
      for (int n = 0; n < UPLOADS; n++) {
        RawHttp upload = RawHttp.open(port);
        clients.add(upload);
        uploads.add(upload);
        upload.send(isChunked(n) ? chunkedHead() + RawHttp.chunk("slow\n") : head() + "slow\n");
      }
      for (int n = 0; n < HALF_OPEN; n++) {
        RawHttp silent = RawHttp.open(port);
        clients.add(silent);
        if (n % 2 == 0) {
          silent.send("POST /ingest HTTP/1.1\r\nHost: a\r\nX: ");
        }
      }
      serve(client, round + " while others begin");
      for (int drip = 0; drip < DRIPS; drip++) {
        for (int n = 0; n < UPLOADS; n++) {
          uploads.get(n).send(isChunked(n) ? RawHttp.chunk("slow\n") : "slow\n");
        }
        serve(client, round + " while others send slowly " + drip);
      }
      for (int n = 0; n < CUT_OFF; n++) {
        cutOff(port, n);
      }
      serve(client, round + " while others are cut off");
      assertThat(writer.join(Await.BOUND)).as("the deaf client is cut off").isTrue();
      serve(client, round + " behind the deaf client");
    } finally {
      for (RawHttp one : clients) {
        one.close();
      }
    }
    Await.until(
        "all connections of the node are closed", () -> node.openFiles() < files + FILES_MAX);
  }

  private void serve(RawHttp client, String what) throws IOException {
    String record = "good " + what;
    client.send(RawHttp.post(Tenants.KEY, "text/plain", record));
    assertThat(client.read().accepted().records()).isEqualTo(1);
    good.add(record);
  }

  private static void cutOff(int port, int n) throws IOException {
    try (RawHttp client = RawHttp.open(port)) {
      String lines = "cut off\n".repeat(10);
      client.send(isChunked(n / 2) ? chunkedHead() + RawHttp.chunk(lines) : head() + lines);
      if (n % 2 == 0) {
        client.reset();
        return;
      }
      client.shutdownOutput();
      Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("\"code\":\"body_cut_off\"");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  private static boolean isChunked(int n) {
    return n % 2 == 0;
  }

  private static String head() {
    return RawHttp.head(Tenants.KEY, "Content-Type: text/plain", "Content-Length: 1000000");
  }

  private static String chunkedHead() {
    return RawHttp.head(Tenants.KEY, "Content-Type: text/plain", "Transfer-Encoding: chunked");
  }

  /// Posts and reads no answer, until it is cut off.
  private static void postWithoutEnd(RawHttp client, int round) {
    try {
      for (int n = 0; true; n++) {
        String name = "deaf " + round + " " + n;
        client.send(RawHttp.post(Tenants.KEY, "text/plain", name + " a\n" + name + " b\n"));
      }
    } catch (IOException _) {
      // Cut off, as it has to be.
    }
  }
}
