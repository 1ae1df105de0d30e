package io.edgemq.multijvm;

import static io.edgemq.multijvm.RawClient.puback;
import static io.edgemq.multijvm.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A client that goes on publishing and never reads a PUBACK: the server stops reading it, so that
/// its answers do not pile up, and serves everybody else.
class SlowReaderIT {
  private static final int RECEIVE_BUFFER_BYTES = 4 << 10;

  /// PUBLISHes that fit one write.
  private static final int BLOCK = 1000;

  /// Far more than what the systems between hold of PUBLISHes and PUBACKs.
  private static final long WRITTEN_BYTES_MAX = 256L << 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @Test
  void aClientThatNeverReadsIsStoppedAndDisturbsNobody() throws Exception {
    try (NodeProcess node = NodeProcess.start(NodeFiles.in(folder), Tenants.SETTINGS);
        RawClient other = RawClient.connect(node, Tenants.KEY, "reads");
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
      RawClient deaf = RawClient.open(node, socket);
      deaf.send(RawClient.connect("deaf", Tenants.KEY, 0));
      assertThat(deaf.read()).isEqualTo(RawClient.CONNACK_ACCEPTED);

      var written = new AtomicLong();
      Thread writer = Thread.ofPlatform().daemon().start(() -> publishWithoutEnd(deaf, written));
      long bytes =
          Await.steady("what the deaf client could write", Duration.ofSeconds(3), written::get);

      assertThat(bytes).isBetween(1L, WRITTEN_BYTES_MAX);
      assertThat(writer.isAlive()).isTrue();
      other.send(publish(1, 1, "slow/other", "served"), RawClient.pingreq());
      assertThat(other.read()).isIn(puback(1), RawClient.PINGRESP);
      assertThat(other.read()).isIn(puback(1), RawClient.PINGRESP);
      assertThat(node.residentBytes()).isLessThan(3 * NodeProcess.HEAP_BYTES_MAX);

      deaf.close();
      assertThat(writer.join(Await.BOUND)).isTrue();
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }
  }

  private static void publishWithoutEnd(RawClient client, AtomicLong written) {
    var packets = new byte[BLOCK][];
    for (int n = 0; n < BLOCK; n++) {
      packets[n] = publish(1, n + 1, "s", "");
    }
    byte[] block = RawClient.join(packets);
    try {
      while (true) {
        client.send(block);
        written.addAndGet(block.length);
      }
    } catch (IOException _) {
      // The test has seen enough and closed the socket.
    }
  }
}
