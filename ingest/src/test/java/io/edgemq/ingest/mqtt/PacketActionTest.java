package io.edgemq.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PacketActionTest {
  @Test
  void onlyConnectIsTakenFirst() {
    assertThat(taken(SessionPhase.AWAITING_CONNECT))
        .isEqualTo(Map.of(PacketType.CONNECT, PacketAction.CONNECT));
  }

  @Test
  void aConnectedClientMayPublishAndAskFourThings() {
    assertThat(taken(SessionPhase.CONNECTED))
        .isEqualTo(
            Map.of(
                PacketType.PUBLISH, PacketAction.PUBLISH,
                PacketType.SUBSCRIBE, PacketAction.REFUSE_SUBSCRIPTIONS,
                PacketType.UNSUBSCRIBE, PacketAction.UNSUBSCRIBE,
                PacketType.PINGREQ, PacketAction.ANSWER_PING,
                PacketType.DISCONNECT, PacketAction.DISCONNECT));
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTHENTICATING", "DRAINING", "CLOSED"})
  void nothingIsTakenOtherwise(SessionPhase phase) {
    assertThat(taken(phase)).isEmpty();
  }

  private static Map<PacketType, PacketAction> taken(SessionPhase phase) {
    var taken = new EnumMap<PacketType, PacketAction>(PacketType.class);
    Arrays.stream(PacketType.values())
        .filter(type -> PacketAction.of(phase, type) != PacketAction.CLOSE)
        .forEach(type -> taken.put(type, PacketAction.of(phase, type)));
    return taken;
  }
}
