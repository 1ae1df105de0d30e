package io.edgemq.ops.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ops.settings.NodeSettings.Dns;
import io.edgemq.ops.settings.NodeSettings.DnsType;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsLookupTest {
  private static final int QUESTION_AT = 12;

  /// Of a question for `n.test`: its labels with their lengths, type, class.
  private static final int QUESTION_BYTES = 8 + 4;

  /// Name by its place, type, class IN, time to live 0, length, data (RFC 1035 section 4.1.3).
  private static final String A_RECORDS =
      """
      c00c 0001 0001 00000000 0004 0a000001
      c00c 0001 0001 00000000 0004 0a000002
      """;

  /// The data of the first: priority 1, weight 2, port 2551, `B.n.test`; of the second: no target.
  private static final String SRV_RECORDS =
      """
      c00c 0021 0001 00000000 0010 0001 0002 09f7 01 42 01 6e 04 74657374 00
      c00c 0021 0001 00000000 0007 0001 0002 09f7 00
      """;

  @Test
  void aRecordsAreAddressesOfHostsWithThisNodesPort() throws Exception {
    assertThat(answered(DnsType.A, 0, 2, A_RECORDS))
        .containsExactlyInAnyOrder(
            new HostPort("10.0.0.1", 25_520), new HostPort("10.0.0.2", 25_520));
  }

  @Test
  void srvRecordsHaveHostAndPortAndThoseWithoutATargetAreLeftOut() throws Exception {
    assertThat(answered(DnsType.SRV, 0, 2, SRV_RECORDS))
        .containsExactly(new HostPort("b.n.test", 2551));
  }

  @Test
  void aNameWithoutRecordsOfTheTypeHasNoAddresses() throws Exception {
    assertThat(answered(DnsType.SRV, 0, 0, "")).isEmpty();
  }

  @Test
  void aNameThatThereIsNotIsAFailure() {
    assertThatThrownBy(() -> answered(DnsType.SRV, 3, 0, ""))
        .isInstanceOf(NameNotFoundException.class);
  }

  @Test
  void anSrvRecordNamesHostAndPort() {
    assertThat(DnsLookup.ofSrv("10 20 2551 Node-1.example.TEST."))
        .as("without the dot of the root, in small letters")
        .hasValue(new HostPort("node-1.example.test", 2551));
    assertThat(DnsLookup.ofSrv("0 0 65535 localhost")).hasValue(new HostPort("localhost", 65_535));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 2551 .",
        "0 0 0 a.test.",
        "0 0 65536 a.test.",
        "0 0 a.test.",
        "0 0 2551 a b.test.",
        "0 0 2551 a\\.b/c.",
        ""
      })
  void whatNamesNoAddressIsLeftOut(String record) {
    assertThat(DnsLookup.ofSrv(record)).isEmpty();
  }

  /// What a lookup makes of one answer of a server on loopback.
  private static List<HostPort> answered(DnsType type, int code, int records, String hex)
      throws IOException, NamingException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(30_000);
      CompletableFuture<Void> serving =
          CompletableFuture.runAsync(() -> answerOnce(socket, code, records, hex));
      var server = new HostPort("127.0.0.1", socket.getLocalPort());
      var dns = new Dns("n.test", type, 2, Duration.ofSeconds(1), Optional.of(server));
      List<HostPort> found = new DnsLookup(dns, 25_520).addresses();
      serving.orTimeout(30, TimeUnit.SECONDS).join();
      return found;
    }
  }

  private static void answerOnce(DatagramSocket socket, int code, int records, String hex) {
    try {
      var question = new DatagramPacket(new byte[512], 512);
      socket.receive(question);
      byte[] data = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
      ByteBuffer answer = ByteBuffer.allocate(QUESTION_AT + QUESTION_BYTES + data.length);
      answer.putShort(ByteBuffer.wrap(question.getData()).getShort());
      answer.putShort((short) (0x8180 | code)); // an answer, recursion was to be had
      answer.putShort((short) 1).putShort((short) records).putInt(0);
      answer.put(question.getData(), QUESTION_AT, QUESTION_BYTES).put(data);
      socket.send(
          new DatagramPacket(answer.array(), answer.capacity(), question.getSocketAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
