package io.edgemq.ops.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {
  private static final String ACCEPTED =
      "HTTP/1.1 202 Accepted\r\nServer: x\r\nContent-Length: 5\r\nDate: now\r\n\r\n12\r\n\n";
  private static final String REFUSED = "HTTP/1.1 413 \r\nCONTENT-LENGTH:  2\r\n\r\n{}";

  private static ByteBuffer of(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  @Test
  void anAnswerCutAnywhereIsNotTakenBeforeItIsWhole() throws Exception {
    for (int cut = 0; cut < ACCEPTED.length(); cut++) {
      ByteBuffer in = of(ACCEPTED);
      in.limit(cut);

      assertThat(HttpAnswer.take(in)).as("%d bytes", cut).isZero();
      assertThat(in.position()).as("%d bytes", cut).isZero();

      in.limit(ACCEPTED.length());
      assertThat(HttpAnswer.take(in)).isEqualTo(202);
      assertThat(in.hasRemaining()).isFalse();
    }
  }

  @Test
  void answersAreTakenOneByOne() throws Exception {
    ByteBuffer in = of(ACCEPTED + REFUSED + ACCEPTED + "HTTP/1.1 2");

    assertThat(HttpAnswer.take(in)).isEqualTo(202);
    assertThat(HttpAnswer.take(in)).isEqualTo(413);
    assertThat(HttpAnswer.take(in)).isEqualTo(202);
    assertThat(HttpAnswer.take(in)).isZero();
    assertThat(in.remaining()).isEqualTo("HTTP/1.1 2".length());
  }

  @Test
  void interimAnswersArePassedOver() throws Exception {
    assertThat(HttpAnswer.take(of("HTTP/1.1 100 Continue\r\n\r\n" + ACCEPTED))).isEqualTo(202);
    assertThat(HttpAnswer.take(of("HTTP/1.1 100 Continue\r\n\r\n"))).isZero();
  }

  @Test
  void anAnswerThatHasNoBodyNeedsNoLength() throws Exception {
    ByteBuffer in = of("HTTP/1.0 204 No Content\r\n\r\n" + ACCEPTED);

    assertThat(HttpAnswer.take(in)).isEqualTo(204);
    assertThat(HttpAnswer.take(in)).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "HTTP/2 202\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 2x2 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 020 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1-202 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 202 OK\r\n\r\n",
        "HTTP/1.1 202 OK\r\nContent-Length:\r\n\r\n",
        "HTTP/1.1 202 OK\r\nContent-Length: 1f\r\n\r\n",
        "HTTP/1.1 202 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 202 OK\r\nContent-Length: 1000\r\n\r\n",
        "HTTP/1.1 202 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 202 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void whatIsNoAnswerWhoseEndCanBeToldIsRefused(String text) {
    assertThatThrownBy(() -> HttpAnswer.take(of(text))).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aHeadWithoutAnEndIsRefused() {
    assertThatThrownBy(() -> HttpAnswer.take(of("HTTP/1.1 202 " + "x".repeat(16_384))))
        .isInstanceOf(ProtocolException.class);
  }
}
