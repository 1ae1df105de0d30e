package io.edgemq.ingest.websocket;

import static io.edgemq.ingest.websocket.ClientFrames.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadScanTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "GET /mqtt HTTP/1.1\r\nuPGRADE:websocket\r\nHost: h\r\n\r\n",
        "GET /mqtt HTTP/1.1\nupgrade: websocket\n\n"
      })
  void theEndAndTheHandshakeAreFoundHoweverTheHeadIsCut(String head) {
    byte[] bytes = ascii(head + "behind\r\n\r\n");
    for (int cut = 0; cut < head.length(); cut++) {
      var scan = new RequestHeadScan();
      assertThat(scan.end(Arrays.copyOf(bytes, cut))).isEqualTo(-1);
      assertThat(scan.end(Arrays.copyOfRange(bytes, cut, bytes.length)))
          .isEqualTo(head.length() - cut);
      assertThat(scan.isHandshake()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /upgrade: HTTP/1.1\r\nHost: upgrade:\r\nX-Upgrade: x\r\nUpgrades: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n",
        "GETS / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
        "\r\n"
      })
  void otherRequestsAreNoHandshake(String head) {
    var scan = new RequestHeadScan();

    assertThat(scan.end(ascii(head))).isEqualTo(head.length());
    assertThat(scan.isHandshake()).isFalse();
  }

  @Test
  void aHeadWithoutAnEndHasNone() {
    assertThat(new RequestHeadScan().end(ascii("GET / HTTP/1.1\r\nUpgrade: websocket\r\n")))
        .isEqualTo(-1);
  }
}
