package io.edgemq.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgemq.ingest.http.RequestFraming.Step;
import io.edgemq.ingest.mqtt.FuzzInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Any bytes of a client that speaks HTTP or does not: requests begin and end at the same places
/// however they are cut into reads, and what is handed on is framed as pekko-http is to see it.
/// Choice 0: heads may be of 100 bytes only.
class RequestFramingFuzzTest {
  private static final int SIZE_LINE_BYTES = 10;
  private static final String LAST_CHUNK = "0\r\n\r\n";

  @FuzzTest
  void whatIsHandedOnDoesNotDependOnTheReads(byte[] input) {
    var sent = FuzzInput.of(input);
    int headBytesMax = sent.isChosen(0) ? 100 : 2000;

    List<String> whole = new Requests(headBytesMax).read(List.of(sent.bytes()));
    List<String> cut = new Requests(headBytesMax).read(sent.pieces());

    assertThat(cut).isEqualTo(whole);
  }

  /// Takes apart what is handed on: heads, bodies and refusals, a line each.
  private static final class Requests {
    private final RequestFraming framing;
    private final int headBytesMax;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private boolean isInBody;
    private boolean isChunked;
    private long left;

    Requests(int headBytesMax) {
      this.framing = new RequestFraming(headBytesMax);
      this.headBytesMax = headBytesMax;
    }

    List<String> read(List<byte[]> reads) {
      for (byte[] read : reads) {
        framing.add(read);
        for (Step step = framing.next(); !(step instanceof Step.More); step = framing.next()) {
          take(step);
        }
        assertThat(framing.isEmpty()).isTrue();
      }
      if (isInBody) {
        lines.add("begun: " + body);
      } else if (framing.isInHead()) {
        lines.add("a part of a head");
      }
      return lines;
    }

    private void take(Step step) {
      switch (step) {
        case Step.Piece(byte[] bytes, int from, int to) -> {
          assertThat(to).isGreaterThan(from);
          takePiece(new String(bytes, from, to - from, ISO_8859_1));
        }
        case Step.BadHead(HttpRefusal reason, String detail) -> {
          assertThat(isInBody).isFalse();
          lines.add(reason + ": " + detail);
        }
        case Step.BadBody() -> {
          assertThat(isInBody && isChunked).isTrue();
          isInBody = false;
          lines.add("a bad body"); // reads decide how much of it was handed on
        }
        case Step.More() -> throw new IllegalStateException();
      }
    }

    private void takePiece(String piece) {
      if (!isInBody) {
        takeHead(piece);
      } else if (isChunked) {
        takeChunk(piece);
      } else {
        takeBody(piece);
      }
    }

    /// One head, which ends with the first empty line, and what there is of its body.
    private void takeHead(String piece) {
      int end = piece.indexOf("\r\n\r\n") + 4;
      assertThat(end).isBetween(5, headBytesMax);
      String head = piece.substring(0, end);
      lines.add(head);
      body.setLength(0);
      String lower = head.toLowerCase(Locale.ROOT);
      isChunked = lower.contains("\r\ntransfer-encoding:");
      left = contentLength(lower);
      isInBody = isChunked || left > 0;
      if (isChunked) {
        assertThat(piece).hasSize(end);
      } else {
        takeBody(piece.substring(end));
      }
    }

    private static long contentLength(String lowerHead) {
      String name = "\r\ncontent-length:";
      int at = lowerHead.indexOf(name);
      return at < 0
          ? 0
          : Long.parseLong(
              lowerHead.substring(at + name.length(), lowerHead.indexOf("\r\n", at + 2)).strip());
    }

    private void takeBody(String piece) {
      assertThat((long) piece.length()).isLessThanOrEqualTo(left);
      body.append(piece);
      left -= piece.length();
      if (left == 0) {
        endBody();
      }
    }

    private void takeChunk(String piece) {
      boolean isLast = piece.equals(LAST_CHUNK);
      if (!isLast) {
        assertThat(piece).matches("(?s)[0-9a-f]{8}\r\n.*");
        int size = Integer.parseInt(piece.substring(0, SIZE_LINE_BYTES - 2), 16);
        assertThat(size).isPositive();
        body.append(piece, SIZE_LINE_BYTES, SIZE_LINE_BYTES + size);
        String behind = piece.substring(SIZE_LINE_BYTES + size);
        assertThat(behind).isIn("\r\n", "\r\n" + LAST_CHUNK);
        isLast = behind.length() > 2;
      }
      if (isLast) {
        endBody();
      }
    }

    private void endBody() {
      if (isInBody) {
        isInBody = false;
        lines.add(body.toString());
      }
    }
  }
}
