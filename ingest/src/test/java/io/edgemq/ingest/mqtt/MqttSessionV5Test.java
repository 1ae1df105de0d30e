package io.edgemq.ingest.mqtt;

import static io.edgemq.ingest.mqtt.Packets.publishV5;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.FrameBatch;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a few bytes with an alias, which stands for a long topic, may make the server hold.
class MqttSessionV5Test {
  private static final String LONG_TOPIC = "t".repeat(30_000);
  private static final int CREDIT_BYTES = 100_000;
  private static final int COUNT = 50;

  @Test
  void messagesWithAliasesWaitWhereTheyWouldTakeTooMuch() {
    var client = connected();

    client.sends(chunk(COUNT), Packets.PINGREQ);

    int appended = 0;
    while (!client.session.isDrained()) {
      FrameBatch batch = client.effects.batches().getLast();
      assertThat(batch.length()).isBetween(1, CREDIT_BYTES + LONG_TOPIC.length() + 100);
      appended += batch.frames();
      assertThat(client.session.wantsBytes()).as("after %d", appended).isEqualTo(appended == COUNT);
      client.session.acknowledged(client.effects.batches().size());
    }
    List<String> lines = client.lines();
    assertThat(appended).isEqualTo(COUNT);
    assertThat(lines.getLast()).isEqualTo("write d000");
    assertThat(messages(client)).isEqualTo(numbered(COUNT));
  }

  @Test
  void whatWasAlreadyOnItsWayWaitsBehindThem() {
    var client = connected();
    client.sends(chunk(10));
    assertThat(client.session.wantsBytes()).isFalse();

    client.sends(publishV5(0, "", LONG_TOPIC, "10"));

    for (int sequence = 1; !client.session.isDrained(); sequence++) {
      client.session.acknowledged(sequence);
    }
    assertThat(messages(client)).isEqualTo(numbered(11));
    assertThat(client.session.wantsBytes()).isTrue();
  }

  @Test
  void theEndOfTheInputComesBehindThem() {
    var client = connected();
    client.sends(chunk(10));

    client.session.inputEnded();
    assertThat(client.lines()).noneMatch(line -> line.startsWith("close"));

    for (int sequence = 1; !client.session.isDrained(); sequence++) {
      client.session.acknowledged(sequence);
    }
    assertThat(client.lines().getLast()).isEqualTo("close peer_closed");
    assertThat(messages(client)).isEqualTo(numbered(10));
  }

  @Test
  void aServerThatShutsDownLeavesThemToTheClient() {
    var client = connected();
    client.sends(chunk(10));
    client.lines();

    client.session.shutDown(CloseReason.SERVER_SHUTDOWN, "");
    client.session.acknowledged(1);

    assertThat(client.lines().getLast()).isEqualTo("close server_shutdown");
    assertThat(messages(client)).hasSizeLessThan(10);
    assertThat(client.session.discardedBytes()).isPositive();
  }

  @Test
  void aLogThatAnswersAtOnceGetsAll() {
    var effects = new AnsweringLog();
    var session = new MqttSession(Client.LIMITS, InstantSource.system(), effects);
    effects.session = session;
    byte[] connect = Packets.CONNECT_V5;
    byte[] chunk = Hex.join(connect, chunk(5_000), Packets.DISCONNECT);

    session.received(chunk, 0, chunk.length);

    assertThat(effects.frames).isEqualTo(5_000);
    assertThat(effects.batchBytesMax).isLessThan(CREDIT_BYTES + LONG_TOPIC.length() + 100);
    assertThat(effects.closed).containsExactly(CloseReason.NORMAL);
    assertThat(session.isDrained()).isTrue();
  }

  private static final class AnsweringLog implements SessionEffects {
    @Nullable MqttSession session;
    int frames;
    int batchBytesMax;
    final List<CloseReason> closed = new ArrayList<>();

    private MqttSession session() {
      if (session == null) {
        throw new AssertionError("an effect before the session is made");
      }
      return session;
    }

    @Override
    public void authenticate(ConnectRequest request) {
      session().accepted(new Grant(1, CREDIT_BYTES));
    }

    @Override
    public void append(FrameBatch batch, long sequence) {
      frames += batch.frames();
      batchBytesMax = Math.max(batchBytesMax, batch.length());
      session().acknowledged(sequence);
    }

    @Override
    public void forbidden(int messages) {}

    @Override
    public void write(byte[] bytes, int from, int length) {}

    @Override
    public void close(CloseReason reason) {
      closed.add(reason);
    }
  }

  private static Client connected() {
    return Client.connectedV5(Packets.CONNECT_V5, new Grant(1, CREDIT_BYTES));
  }

  /// Numbered messages of one topic, which only the first names.
  private static byte[] chunk(int count) {
    byte[][] packets = new byte[count][];
    for (int i = 0; i < count; i++) {
      packets[i] = publishV5(0, "23 00 01", i == 0 ? LONG_TOPIC : "", Integer.toString(i));
    }
    return Hex.join(packets);
  }

  private static List<String> messages(Client client) {
    return client.effects.batches().stream()
        .flatMap(batch -> RecordingEffects.messages(batch).stream())
        .toList();
  }

  private static List<String> numbered(int count) {
    var expected = new ArrayList<>(Collections.nCopies(count, LONG_TOPIC + "="));
    for (int i = 0; i < count; i++) {
      expected.set(i, expected.get(i) + i);
    }
    return expected;
  }
}
