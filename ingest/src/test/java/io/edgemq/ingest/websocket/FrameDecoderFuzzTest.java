package io.edgemq.ingest.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgemq.ingest.mqtt.FuzzInput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Any bytes behind a handshake. Choice 0: messages may be of 100 bytes only.
class FrameDecoderFuzzTest {
  private static final int MESSAGE_BYTES_MAX = 70_000;
  private static final int HEADER_BYTES_MIN = 6;
  private static final int CONTROL_BYTES_MAX = 125;

  /// What came of some bytes.
  private record Outcome(String payload, @Nullable String ping, @Nullable CloseFrame closing) {}

  @FuzzTest
  void whatFramesCarryDoesNotDependOnHowTheyAreCut(byte[] input) {
    var sent = FuzzInput.of(input);
    int messageBytesMax = sent.isChosen(0) ? 100 : MESSAGE_BYTES_MAX;
    var whole = new Reader(messageBytesMax);
    var cut = new Reader(messageBytesMax);

    sent.whole(whole::take);
    sent.inPieces(cut::take);

    Outcome outcome = whole.outcome();
    assertThat(cut.outcome()).isEqualTo(outcome);
    if (!outcome.payload().isEmpty() || outcome.ping() != null) {
      assertThat(outcome.payload().length() + HEADER_BYTES_MIN)
          .isLessThanOrEqualTo(sent.bytes().length);
    }
    if (outcome.ping() != null) {
      assertThat(outcome.ping().length()).isLessThanOrEqualTo(CONTROL_BYTES_MAX);
    }
    if (outcome.closing() != null && outcome.closing().code() != CloseFrame.NO_CODE) {
      assertThat(CloseFrame.isLegal(outcome.closing().code())).isTrue();
    }
    nothingIsTakenOfAFrameWithoutMask(sent.bytes());
  }

  private static void nothingIsTakenOfAFrameWithoutMask(byte[] bytes) {
    if (bytes.length < 2) {
      return;
    }
    bytes[1] &= 0x7F;
    var reader = new Reader(MESSAGE_BYTES_MAX);

    reader.take(bytes, 0, bytes.length);

    Outcome outcome = reader.outcome();
    assertThat(outcome.payload()).isEmpty();
    assertThat(outcome.ping()).isNull();
    assertThat(outcome.closing()).isNotNull();
  }

  private static final class Reader {
    private final FrameDecoder decoder;
    private final StringBuilder payload = new StringBuilder();

    Reader(int messageBytesMax) {
      decoder = new FrameDecoder(messageBytesMax);
    }

    boolean take(byte[] bytes, int from, int to) {
      int end = decoder.decode(bytes, from, to);
      assertThat(end).isBetween(from, to);
      payload.append(new String(Arrays.copyOfRange(bytes, from, end), ISO_8859_1));
      return decoder.closing() == null;
    }

    Outcome outcome() {
      byte @Nullable [] ping = decoder.takePing();
      return new Outcome(
          payload.toString(),
          ping == null ? null : new String(ping, ISO_8859_1),
          decoder.closing());
    }
  }
}
