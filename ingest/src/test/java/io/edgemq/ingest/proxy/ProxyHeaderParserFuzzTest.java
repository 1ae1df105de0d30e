package io.edgemq.ingest.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgemq.ingest.mqtt.FuzzInput;
import io.edgemq.ingest.proxy.ProxyHeaderParser.Parsed;
import java.util.Arrays;

/// Any bytes at the front of a connection, with the limit that the port has.
class ProxyHeaderParserFuzzTest {
  private static final int BYTES_MAX = 536;

  /// What came of some bytes, and how many of them the header took.
  private record Outcome(Parsed parsed, int taken) {}

  @FuzzTest
  void anythingIsJudgedAlikeInPiecesAndWhole(byte[] input) {
    var sent = FuzzInput.of(input);
    var whole = new Reader();
    var cut = new Reader();

    sent.whole(whole::take);
    sent.inPieces(cut::take);

    assertThat(cut.outcome()).isEqualTo(whole.outcome());
    switch (whole.outcome()) {
      case Outcome(Parsed.NeedMore(), int taken) -> assertThat(taken).isLessThan(BYTES_MAX);
      case Outcome(Parsed.Refused(_), _) -> {}
      case Outcome(Parsed.Whole(_, _), int taken) -> {
        byte[] bytes = sent.bytes();
        assertThat(taken).isEqualTo(16 + (bytes[14] & 0xFF) * 256 + (bytes[15] & 0xFF));
        assertThat(taken).isLessThanOrEqualTo(BYTES_MAX);
        assertThat(bytes).startsWith(ProxyHeaders.SIGNATURE);
        assertThat(bytes[12]).isBetween((byte) ProxyHeaders.LOCAL, (byte) ProxyHeaders.PROXY);
        assertThat(parsed(Arrays.copyOf(bytes, taken))).isEqualTo(whole.outcome());
      }
    }
  }

  private static Outcome parsed(byte[] bytes) {
    var reader = new Reader();
    reader.take(bytes, 0, bytes.length);
    return reader.outcome();
  }

  private static final class Reader {
    private final ProxyHeaderParser parser = new ProxyHeaderParser(BYTES_MAX);
    private Parsed parsed = new Parsed.NeedMore();
    private int taken;

    /// Whether more is wanted.
    boolean take(byte[] bytes, int from, int to) {
      parsed = parser.take(bytes, from, to);
      taken += (parsed instanceof Parsed.Whole(_, int end) ? end : to) - from;
      return parsed instanceof Parsed.NeedMore;
    }

    /// Where a header ends in its last piece depends on the piece, and how much was seen of one
    /// that is refused.
    Outcome outcome() {
      return switch (parsed) {
        case Parsed.NeedMore more -> new Outcome(more, taken);
        case Parsed.Refused refused -> new Outcome(refused, 0);
        case Parsed.Whole(ProxyHeader header, _) -> new Outcome(new Parsed.Whole(header, 0), taken);
      };
    }
  }
}
