package io.edgemq.ingest.mqtt;

import static io.edgemq.ingest.mqtt.MqttPublishV5Test.disconnect;
import static io.edgemq.ingest.mqtt.Packets.publish0;
import static io.edgemq.ingest.mqtt.Packets.publish1;
import static io.edgemq.ingest.mqtt.Packets.publishV5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.storage.wal.AckLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What plan and key do not let a client publish: other topics, larger messages.
class MqttPublishLimitsTest {
  private static final TopicFilters TOPICS =
      TopicFilters.of(List.of(List.of("ok/#")), Packets.utf8("a"), null);
  private static final Grant GOES_ON = grant(new PublishLimits(1, 10, TOPICS, false));
  private static final Grant CLOSES = grant(new PublishLimits(1, 10, TOPICS, true));

  @Test
  void aMessageToAnotherTopicIsLeftOut() {
    var client = Client.connected(GOES_ON);

    client.sends(publish1(1, "ok/1", "a"), publish0("no", "b"), publish0("ok", "c"));
    assertThat(client.lines()).containsExactly("append 1: ok/1=a ok=c", "forbidden 1");

    client.sends(publish0("no", "d"), publish0("no", "e"), Packets.PINGREQ);
    assertThat(client.lines()).containsExactly("forbidden 2", "write d000");
  }

  @Test
  void itEndsTheConnectionWhereThePlanSaysSo() {
    var client = Client.connected(CLOSES);

    client.sends(publish0("ok/1", "a"), publish0("no", "b"), publish0("ok/1", "c"));

    assertThat(client.lines())
        .containsExactly("append 1: ok/1=a", "forbidden 1", "close topic_not_allowed");
  }

  /// A PUBACK would say that the message is stored, and none that it may be sent again.
  @Test
  void withQosOneItAlwaysEndsAConnectionOfThreeOneOne() {
    var client = Client.connected(GOES_ON);

    client.sends(publish1(1, "ok/1", "a"), publish1(2, "no", "b"), publish1(3, "ok/1", "c"));
    assertThat(client.lines())
        .containsExactly("append 1: ok/1=a", "forbidden 1", "close topic_not_allowed");

    client.session.acknowledged(1);
    assertThat(client.lines()).containsExactly("write 40020001");
  }

  @Test
  void aClientOfFiveIsToldInThePubAckWhichWaitsItsTurn() {
    var client = connectedV5(GOES_ON);

    client.sends(
        publishV5(1, "", "ok/1", "a"), publishV5(2, "", "no", "b"), publishV5(3, "", "ok/1", "c"));
    assertThat(client.lines()).containsExactly("append 1: ok/1=a ok/1=c", "forbidden 1");
    client.sends(publishV5(4, "", "no", "d"));
    client.sends(publishV5(5, "", "no", "e"), Packets.PINGREQ);
    client.sends(publishV5(6, "", "ok/1", "f"));
    assertThat(client.lines())
        .containsExactly("forbidden 1", "forbidden 1", "write d000", "append 2: ok/1=f");

    client.session.acknowledged(1);
    assertThat(client.lines())
        .containsExactly(
            "write " + "40020001" + "4003000287" + "40020003" + "4003000487" + "4003000587");
    client.session.acknowledged(2);
    assertThat(client.lines()).containsExactly("write 40020006");
    assertThat(client.session.isDrained()).isTrue();
  }

  @Test
  void whereNothingIsBeforeItThePubAckGoesOutAtOnce() {
    var client = connectedV5(CLOSES);

    client.sends(publishV5(1, "", "no", "a"), publishV5(0xfffe, "", "no", "b"));

    assertThat(client.lines()).containsExactly("write 4003000187" + "4003fffe87", "forbidden 2");
    assertThat(client.session.isDrained()).isTrue();
  }

  @Test
  void thePubAckGoesOutBeforeAGoodbyeInTheSameChunk() {
    var client = connectedV5(GOES_ON);

    client.sends(publishV5(1, "", "no", "a"), Packets.CONNECT_V5);

    assertThat(client.lines())
        .containsExactly(
            "write 4003000187",
            "forbidden 1",
            "write " + disconnect(0x82, "second connect"),
            "close second_connect");
  }

  @Test
  void withoutAPubAckAClientOfFiveIsToldByDisconnect() {
    assertThat(connectedV5(GOES_ON).sends(publishV5(0, "", "no", "a")).lines())
        .containsExactly("forbidden 1");
    assertThat(connectedV5(CLOSES).dribbles(publishV5(0, "", "no", "a")).lines())
        .containsExactly(
            "forbidden 1",
            "write " + disconnect(0x87, "topic not allowed"),
            "close topic_not_allowed");
  }

  @Test
  void aMessageThatIsLeftOutCountsUntilItsPubAckIsWritten() {
    var client = connectedV5(GOES_ON);
    client.sends(publishV5(1, "", "ok", ""));
    for (int id = 2; id <= 100; id++) {
      client.sends(publishV5(id, "", "no", ""));
    }
    client.lines();
    client.session.acknowledged(1);
    assertThat(client.lines()).singleElement().asString().hasSize("write ".length() + 8 + 99 * 10);

    client.sends(publishV5(1, "", "ok", ""));
    for (int id = 2; id <= 100; id++) {
      client.sends(publishV5(id, "", "no", ""));
    }
    client.lines();
    client.sends(publishV5(101, "", "no", ""));
    assertThat(client.lines().getLast()).isEqualTo("close receive_maximum_exceeded");
  }

  @Test
  void anAliasStandsForATopicThatIsNotAllowedToo() {
    var client = connectedV5(GOES_ON);

    client.sends(publishV5(1, "23 00 01", "no", "a"), publishV5(2, "23 00 01", "", "b"));
    client.sends(publishV5(3, "23 00 01", "ok", "c"), publishV5(4, "23 00 01", "", "d"));

    assertThat(client.lines())
        .containsExactly("write 4003000187" + "4003000287", "forbidden 2", "append 1: ok=c ok=d");
  }

  @Test
  void whatIsLeftOutIsNotSentToAnotherLog() {
    var client = connectedV5(GOES_ON);
    client.sends(publishV5(1, "", "ok", "a"), publishV5(2, "", "no", "b"));
    client.sends(publishV5(3, "", "no", "c"));
    client.lines();

    client.session.resend();

    assertThat(client.lines()).containsExactly("append 1: ok=a");
    client.session.acknowledged(1);
    assertThat(client.lines()).containsExactly("write 40020001" + "4003000287" + "4003000387");
  }

  @Test
  void aTopicThatIsNoneIsToldAsThatFirst() {
    assertThat(connectedV5(GOES_ON).sends(publishV5(1, "", "no/#", "a")).lines().getLast())
        .isEqualTo("close wildcard_in_topic");
  }

  @Test
  void messagesAreAsLargeAsThePlanSays() {
    var client = Client.connected(GOES_ON);
    client.sends(publish0("ok", "m".repeat(10)), publish0("ok", "m".repeat(11)));
    assertThat(client.lines())
        .containsExactly("append 1: ok=" + "m".repeat(10), "close packet_too_large");

    client = connectedV5(GOES_ON).sends(publishV5(1, "", "ok", "m".repeat(11)));
    assertThat(client.lines())
        .containsExactly("write " + disconnect(0x95, "packet too large"), "close packet_too_large");
  }

  @Test
  void aPlanDoesNotRaiseWhatTheServerTakes() {
    var client = Client.connected(grant(new PublishLimits(1, 2000, TOPICS, false)));

    client.sends(publish0("ok", "m".repeat(1001)));

    assertThat(client.lines()).containsExactly("close packet_too_large");
  }

  @Test
  void theLargestPacketOfThePlanIsToldAndKeptTo() {
    int largest = 10 + 65_535 + 1024;
    var client = new Client().sends(Packets.CONNECT_V5);
    client.session.accepted(GOES_ON);
    assertThat(client.lines().getLast()).contains(String.format("27%08x", largest));

    byte[] fits = Packets.packet(0x30, new byte[largest - 4]);
    client.session.received(fits, 0, 4);
    assertThat(client.lines()).isEmpty();

    client = connectedV5(GOES_ON);
    byte[] tooLarge = Packets.packet(0x30, new byte[largest - 3]);
    client.session.received(tooLarge, 0, 4);
    assertThat(client.lines().getLast()).isEqualTo("close packet_too_large");
  }

  /// A CONNECT may be larger than what its sender may publish.
  @Test
  void aConnectIsNotHeldToThePlan() {
    assertThat(Client.connected(grant(new PublishLimits(0, 1, TOPICS, false))).lines()).isEmpty();
  }

  @Test
  void limitsThatLetNothingInAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PublishLimits(2, 1, TopicFilters.ALL, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PublishLimits(-1, 1, TopicFilters.ALL, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PublishLimits(1, 0, TopicFilters.ALL, false));
  }

  static LongStream seeds() {
    return Seeds.upTo(200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void pubAcksGoOutInTheOrderOfTheMessages(long seed) {
    var random = new Random(seed);
    var client = connectedV5(GOES_ON);
    var expectedAcks = new StringBuilder();
    List<String> expectedMessages = new ArrayList<>();
    var acks = new StringBuilder();
    List<String> messages = new ArrayList<>();
    long durable = 0;
    long appended = 0;
    int id = 0;
    for (int chunk = 0; chunk < 60; chunk++) {
      byte[] bytes = {};
      for (int i = random.nextInt(4); i > 0 && id < 100; i--) {
        id++;
        boolean isAllowed = random.nextBoolean();
        boolean isAnswered = random.nextInt(3) > 0;
        String topic = isAllowed ? "ok" : "no";
        bytes = Hex.join(bytes, publishV5(isAnswered ? id : 0, "", topic, "" + id));
        if (isAllowed) {
          expectedMessages.add("ok=" + id);
        }
        if (isAnswered) {
          expectedAcks.append(String.format(isAllowed ? "4002%04x" : "4003%04x87", id));
        }
      }
      client.sends(bytes);
      for (String line : client.lines()) {
        if (line.startsWith("append")) {
          appended++;
          messages.addAll(List.of(line.replaceFirst("append \\d+: ", "").split(" ")));
        } else if (line.startsWith("write")) {
          acks.append(line, "write ".length(), line.length());
        }
      }
      if (random.nextInt(3) == 0) {
        durable += random.nextLong(appended - durable + 1);
        client.session.acknowledged(durable);
        client.lines().forEach(it -> acks.append(it, "write ".length(), it.length()));
      }
      assertThat(expectedAcks.toString()).startsWith(acks);
    }
    client.session.acknowledged(appended);
    client.lines().forEach(it -> acks.append(it, "write ".length(), it.length()));

    assertThat(messages).isEqualTo(expectedMessages);
    assertThat(acks).asString().isEqualTo(expectedAcks.toString());
    assertThat(client.session.isDrained()).isTrue();
  }

  private static Client connectedV5(Grant grant) {
    return Client.connectedV5(Packets.CONNECT_V5, grant);
  }

  private static Grant grant(PublishLimits publish) {
    return new Grant(publish, 1_000_000, AckLevel.DURABLE, "");
  }
}
