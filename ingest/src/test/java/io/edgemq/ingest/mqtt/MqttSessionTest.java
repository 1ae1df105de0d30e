package io.edgemq.ingest.mqtt;

import static io.edgemq.ingest.mqtt.Packets.publish0;
import static io.edgemq.ingest.mqtt.Packets.publish1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.storage.frame.FrameBatch;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MqttSessionTest {
  private static final Grant GRANT = new Grant(1, 1_000_000);

  @Test
  void whatStandsBehindConnectIsTakenOnceItIsAccepted() {
    var client = new Client();

    client.sends(Packets.CONNECT, publish1(1, "t", "a"), Packets.PINGREQ);
    assertThat(client.lines()).containsExactly("authenticate");
    assertThat(client.session.wantsBytes()).isFalse();

    client.session.accepted(GRANT);
    assertThat(client.lines()).containsExactly("write 20020000", "append 1: t=a", "write d000");
    assertThat(client.session.wantsBytes()).isTrue();
  }

  @Test
  void whatComesWhileTheKeyIsCheckedIsHeldInOrder() {
    var client = new Client();
    byte[] packet = publish1(2, "t", "b");

    client.sends(Packets.CONNECT, publish1(1, "t", "a"));
    client.session.received(packet, 0, 3);
    client.session.received(packet, 3, packet.length);
    client.session.accepted(GRANT);

    assertThat(client.lines())
        .containsExactly("authenticate", "write 20020000", "append 1: t=a t=b");
  }

  @Test
  void aPacketThatIsHeldInPartGoesOnBehindTheAnswer() {
    var client = new Client();
    byte[] packet = publish1(1, "t", "a");

    client.dribbles(Packets.CONNECT);
    client.session.received(packet, 0, 5);
    client.session.accepted(GRANT);
    client.session.received(packet, 5, packet.length);

    assertThat(client.lines()).containsExactly("authenticate", "write 20020000", "append 1: t=a");
  }

  @Test
  void whatStandsBehindARefusedConnectIsDropped() {
    var client = new Client().sends(Packets.CONNECT, publish1(1, "t", "a"));

    client.session.refused(ConnectRefusal.NOT_AUTHORIZED, "not for 3.1.1", "");
    client.sends(publish1(2, "t", "b"));
    client.session.accepted(GRANT);
    client.session.refused(ConnectRefusal.NOT_AUTHORIZED, "not for 3.1.1", "");

    assertThat(client.lines())
        .containsExactly("authenticate", "write 20020005", "close not_authorized");
    assertThat(client.session.discardedBytes()).isEqualTo(publish1(1, "t", "a").length);
  }

  @Test
  void whatIsHeldIsBounded() {
    var client = new Client().sends(Packets.CONNECT, publish0("t", "m".repeat(300)));

    client.sends(new byte[Client.LIMITS.heldBytesMax() - publish0("t", "m".repeat(300)).length]);
    assertThat(client.lines()).containsExactly("authenticate");

    client.sends(new byte[1]);
    assertThat(client.lines()).containsExactly("close too_much_before_connack");
    client.session.accepted(GRANT);
    assertThat(client.lines()).isEmpty();
  }

  @Test
  void theChunkOfTheConnectIsHeldWhateverItsSize() {
    byte[] message = publish0("t", "m".repeat(900));

    var client = new Client().sends(Packets.CONNECT, message, message);
    client.session.accepted(GRANT);

    String line = "t=" + "m".repeat(900);
    assertThat(client.lines())
        .containsExactly("authenticate", "write 20020000", "append 1: " + line + " " + line);
  }

  @Test
  void noMoreIsWantedWhileTheCreditIsUsedUp() {
    int frameBytes = 17 + 2 + 1 + 1;
    var client = Client.connected(new Grant(1, 2 * frameBytes));

    client.sends(publish1(1, "t", "a"));
    assertThat(client.session.wantsBytes()).isTrue();
    client.sends(publish1(2, "t", "b"));
    assertThat(client.session.wantsBytes()).isFalse();
    assertThat(client.session.unacknowledgedBytes()).isEqualTo(2L * frameBytes);

    client.session.credit(2 * frameBytes + 1);
    assertThat(client.session.wantsBytes()).isTrue();
    client.session.credit(frameBytes);
    assertThat(client.session.wantsBytes()).isFalse();
    client.session.acknowledged(1);
    assertThat(client.session.wantsBytes()).isFalse();
    client.session.acknowledged(2);
    assertThat(client.session.wantsBytes()).isTrue();
  }

  @Test
  void withoutCreditAClientIsAnsweredAndWhatItSentIsHeld() {
    var client = new Client().sends(Packets.CONNECT, publish1(1, "t", "a"), Packets.PINGREQ);
    client.session.accepted(new Grant(1, 0));
    assertThat(client.lines()).containsExactly("authenticate", "write 20020000");
    assertThat(client.session.wantsBytes()).isFalse();

    client.session.credit(1);

    assertThat(client.lines()).containsExactly("append 1: t=a", "write d000");
    assertThat(client.session.wantsBytes()).isFalse();
    client.session.acknowledged(1);
    assertThat(client.session.wantsBytes()).isTrue();
  }

  @Test
  void whatIsHeldStillCountsWhenTheClientHasClosedItsSide() {
    var client = new Client().sends(Packets.CONNECT, publish1(1, "t", "a"));
    client.session.accepted(new Grant(1, 0));
    client.session.inputEnded();
    client.lines();

    client.session.credit(1);
    client.session.acknowledged(1);

    assertThat(client.lines())
        .containsExactly("append 1: t=a", "write 40020001", "close peer_closed");
  }

  @Test
  void creditOfNothingIsNoneUntilThereIsSome() {
    var client = Client.connected(new Grant(1, 100)).sends(publish1(1, "t", "a"));
    client.session.credit(0);
    assertThat(client.session.wantsBytes()).isFalse();
    client.session.acknowledged(1);
    assertThat(client.session.wantsBytes()).isFalse();
    client.session.credit(100);
    assertThat(client.session.wantsBytes()).isTrue();
  }

  @Test
  void whatComesAboveTheCreditIsStillTaken() {
    var client = Client.connected(new Grant(1, 1)).sends(publish1(1, "t", "a"));

    client.sends(publish1(2, "t", "b"));

    assertThat(client.lines()).containsExactly("append 1: t=a", "append 2: t=b");
  }

  @Test
  void whatIsNotDurableIsSentAgainAsItWas() {
    var client = Client.connected();
    client.sends(publish1(1, "t", "a"));
    client.sends(publish1(2, "t", "b"));
    client.sends(publish1(3, "t", "c"), Packets.DISCONNECT);
    client.session.acknowledged(1);
    client.lines();

    client.session.resend();
    assertThat(client.lines()).containsExactly("append 2: t=b", "append 3: t=c");
    List<FrameBatch> batches = client.effects.batches();
    assertThat(batches.get(3)).isSameAs(batches.get(1));

    client.session.acknowledged(3);
    assertThat(client.lines()).containsExactly("write 40020002" + "40020003");
    client.session.resend();
    assertThat(client.lines()).isEmpty();
  }

  @Test
  void aBatchThatWasNotGivenCannotBeAcknowledged() {
    var client = Client.connected().sends(publish1(1, "t", "a"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.session.acknowledged(2))
        .withMessage("batch 2 is acknowledged, but the last one was 1");
  }

  @Test
  void whenTheInputEndsAcknowledgementsStillGoOut() {
    var client = Client.connected();
    byte[] packet = publish1(2, "t", "b");
    client.sends(publish1(1, "t", "a"));
    client.session.received(packet, 0, 5);
    client.lines();

    client.session.inputEnded();
    assertThat(client.lines()).isEmpty();
    assertThat(client.session.discardedBytes()).isEqualTo(5);
    assertThat(client.session.wantsBytes()).isFalse();

    client.session.received(packet, 5, packet.length);
    client.session.acknowledged(1);
    assertThat(client.lines()).containsExactly("write 40020001", "close peer_closed");
  }

  @Test
  void aClientThatSendsAndLeavesIsStillHeard() {
    var client = new Client().sends(Packets.CONNECT, publish1(1, "t", "a"), Hex.bytes("30"));

    client.session.inputEnded();
    assertThat(client.lines()).containsExactly("authenticate");
    client.session.accepted(GRANT);
    assertThat(client.lines()).containsExactly("write 20020000", "append 1: t=a");
    assertThat(client.session.discardedBytes()).isEqualTo(1);
    client.session.acknowledged(1);
    assertThat(client.lines()).containsExactly("write 40020001", "close peer_closed");
  }

  @Test
  void anInputThatEndsBeforeConnectClosesAtOnce() {
    var client = new Client();
    client.session.received(Packets.CONNECT, 0, 7);

    client.session.inputEnded();

    assertThat(client.lines()).containsExactly("close peer_closed");
    assertThat(client.session.discardedBytes()).isEqualTo(7);
  }

  @Test
  void aServerThatShutsDownFinishesWhatItTook() {
    var client = Client.connected().sends(publish1(1, "t", "a"));
    client.lines();

    client.session.shutDown(CloseReason.SERVER_SHUTDOWN, "");
    client.sends(publish1(2, "t", "b"));
    assertThat(client.lines()).isEmpty();
    assertThat(client.session.wantsBytes()).isFalse();

    client.session.acknowledged(1);
    assertThat(client.lines()).containsExactly("write 40020001", "close server_shutdown");
    client.session.shutDown(CloseReason.SERVER_SHUTDOWN, "");
    client.session.inputEnded();
    assertThat(client.lines()).isEmpty();
  }

  @Test
  void aDrainedClientIsShutDownAtOnce() {
    var client = Client.connected();

    client.session.shutDown(CloseReason.SERVER_SHUTDOWN, "");

    assertThat(client.lines()).containsExactly("close server_shutdown");
  }

  @Test
  void aClientThatIsNotAcceptedIsShutDownAtOnce() {
    var client = new Client().sends(Packets.CONNECT, publish1(1, "t", "a"));

    client.session.shutDown(CloseReason.SERVER_SHUTDOWN, "");
    client.session.accepted(GRANT);

    assertThat(client.lines()).containsExactly("authenticate", "close server_shutdown");
  }

  @Test
  void theFirstReasonToEndStays() {
    var client = Client.connected().sends(publish1(1, "t", "a"));
    client.session.inputEnded();
    client.session.shutDown(CloseReason.SERVER_SHUTDOWN, "");
    client.lines();

    client.session.acknowledged(1);

    assertThat(client.lines()).containsExactly("write 40020001", "close peer_closed");
  }

  @ParameterizedTest
  @EnumSource
  void aTransportMayCloseForAnyReason(CloseReason reason) {
    var client = Client.connected().sends(publish1(1, "t", "a"));
    client.lines();

    client.session.closeFor(reason);
    client.session.closeFor(CloseReason.NORMAL);
    client.sends(publish1(2, "t", "b"));

    assertThat(client.lines()).containsExactly("close " + reason.label());
    assertThat(client.session.isDrained()).isFalse();
    assertThat(reason.label()).matches("[a-z0-9_]+");
  }

  @Test
  void anEffectMayAnswerAtOnce() {
    var lines = new ArrayList<String>();
    var effects =
        new SessionEffects() {
          @Nullable MqttSession session;

          MqttSession session() {
            if (session == null) {
              throw new AssertionError("an effect before the session is made");
            }
            return session;
          }

          @Override
          public void authenticate(ConnectRequest request) {
            session().accepted(GRANT);
          }

          @Override
          public void append(FrameBatch batch, long sequence) {
            session().acknowledged(sequence);
          }

          @Override
          public void forbidden(int messages) {}

          @Override
          public void write(byte[] bytes, int from, int length) {
            lines.add(Hex.of(bytes).substring(2 * from, 2 * (from + length)));
          }

          @Override
          public void close(CloseReason reason) {
            lines.add(reason.label());
          }
        };
    var session = new MqttSession(Client.LIMITS, InstantSource.system(), effects);
    effects.session = session;

    byte[] chunk = Hex.join(Packets.CONNECT, publish1(1, "t", "a"), Packets.DISCONNECT);
    session.received(chunk, 0, chunk.length);

    assertThat(lines).containsExactly("20020000", "40020001", "normal");
  }

  @Test
  void limitsAndGrantsMustMakeSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SessionLimits(0, 1, 1, 1, Client.TERMS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SessionLimits(1, 0, 1, 1, Client.TERMS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SessionLimits(1, 65_536, 1, 1, Client.TERMS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SessionLimits(1, 1, 0, 1, Client.TERMS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SessionLimits(1, 1, 1, 0, Client.TERMS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SessionLimits(Integer.MAX_VALUE, 1, 1, 1, Client.TERMS));
    assertThatIllegalArgumentException().isThrownBy(() -> new ServerTerms(0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ServerTerms(65_536, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ServerTerms(1, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ServerTerms(1, 0, 65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> new Grant(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Grant(1, 1, "a".repeat(24)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Grant(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Grant(1, -1));
  }
}
