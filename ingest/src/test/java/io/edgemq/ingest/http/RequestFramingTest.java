package io.edgemq.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.http.RequestFraming.Step;
import io.edgemq.ingest.mqtt.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFramingTest {
  private static final int HEAD_BYTES_MAX = 2000;
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  static LongStream seeds() {
    return Seeds.upTo(50);
  }

  @Test
  void aRequestInOneReadIsOnePiece() {
    String request = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde";

    assertThat(steps(request)).containsExactly(request);
    assertThat(steps(request + GET + request)).containsExactly(request, GET, request);
  }

  @Test
  void aHeadThatComesInPartsIsHandedOnWhole() {
    assertThat(steps("GET / HTTP/1.1\r\nHo", "st: a\r\n", "\r", "\nGET")).containsExactly(GET);
  }

  @Test
  void aBodyIsHandedOnAsItComes() {
    String head = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n";

    assertThat(steps(head + "a", "bc", "de" + GET)).containsExactly(head + "a", "bc", "de", GET);
  }

  @Test
  void theChunksOfAReadBecomeOne() {
    String head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

    assertThat(
            steps(
                head + "1\r\na\r\n2;x=\"y\"\r\nbc\r\n0A  \r\nd",
                "efghijklm\r\n0\r\nX: y\r\n\r\n" + GET))
        .containsExactly(head, "00000004\r\nabcd\r\n", "00000009\r\nefghijklm\r\n0\r\n\r\n", GET);
    assertThat(steps(head, "5", "\r", "\n", "0\r\n\r\n\r\n0", "\r\n\r", "\n" + GET))
        .containsExactly(head, "00000005\r\n0\r\n\r\n\r\n", "0\r\n\r\n", GET);
  }

  @Test
  void aHeadOverTheLimitIsRefusedWhenItIsOverIt() {
    String line = "X: " + "y".repeat(95) + "\r\n";
    String most = "GET / HTTP/1.1\r\n" + line.repeat(19) + "X: " + "y".repeat(77) + "\r\n\r\n";
    assertThat(most).hasSize(HEAD_BYTES_MAX);

    assertThat(steps(most)).containsExactly(most);
    assertThat(steps(most.substring(0, 1000), most.substring(1000))).containsExactly(most);
    assertThat(steps("G" + most)).containsExactly("HEADER_TOO_LARGE");
    assertThat(steps("G" + most.substring(0, 1998), most.substring(1998)))
        .containsExactly("HEADER_TOO_LARGE");
    assertThat(steps("x".repeat(2000))).isEmpty();
    assertThat(steps("x".repeat(2001))).containsExactly("HEADER_TOO_LARGE");
    assertThat(steps("x".repeat(2000), "x")).containsExactly("HEADER_TOO_LARGE");
  }

  @Test
  void whatStandsBehindTheLimitOfAHeadIsNotJudged() {
    assertThat(everywhereCut("x".repeat(2000) + "\n")).containsExactly("MALFORMED_REQUEST");
    assertThat(everywhereCut("x".repeat(2001) + "\n")).containsExactly("HEADER_TOO_LARGE");
    assertThat(everywhereCut("x".repeat(1999) + "\r\n\n")).containsExactly("HEADER_TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "content-length: 5\r\nCONTENT-LENGTH: 6\r\n",
        "Content-Length: 5,5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 5 5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 1234567890123456789\r\n",
        "Content-Length: \r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked;a\r\n",
        "Transfer-Encoding:\u000bchunked\r\n",
        "Transfer-Encoding:\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        " Host: a\r\n",
        "Host : a\r\n",
        "Host\t: a\r\n",
        "Host\u0000: a\r\n",
        "H\u00f6st: a\r\n",
        "Host: a\r\nhost: a\r\n",
        "Host\r\n",
        ": a\r\n",
        "X: a\u0000\r\n",
        "X: a\u007f\r\n",
        "X: a\rb\r\n",
        "X: a\nb: c\r\n",
        "X: a\n",
      })
  void aHeadThatIsNotExactlyAsItShouldBeIsRefused(String headers) {
    String request = "POST / HTTP/1.1\r\n" + headers + "\r\n";

    assertThat(everywhereCut(request + GET)).containsExactly("MALFORMED_REQUEST");
  }

  @Test
  void chunksAreForTheVersionThatHasThem() {
    for (String version : List.of("HTTP/1.0", "HTTP/1.2", "http/1.1", "")) {
      String request = "POST / " + version + "\r\nTransfer-Encoding: chunked\r\n\r\n";
      assertThat(everywhereCut(request)).containsExactly("MALFORMED_REQUEST");
    }
    assertThat(
            everywhereCut(
                "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nHT"
                    + "TP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .endsWith("MALFORMED_REQUEST");
    assertThat(everywhereCut("\r\n" + GET)).containsExactly("MALFORMED_REQUEST");
    assertThat(everywhereCut("G\u0000T / HTTP/1.1\r\n\r\n")).containsExactly("MALFORMED_REQUEST");
    assertThat(everywhereCut("GET /\u00fc HTTP/1.1\r\n\r\n")).containsExactly("MALFORMED_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        " 5\r\n",
        "g\r\n",
        "-1\r\n",
        "0x1\r\n",
        "5 5\r\n",
        "123456789\r\n",
        "1\n",
        "1\r\r",
        "1;a\nb",
        "1;a\u0000\r\n",
        "1a;\u007f\r\n",
        "1\r\nab",
        "1\r\na\n",
        "1\r\na\rb",
        "0\r\nX: y\n",
        "0\r\nX: \u0000",
        "0\r\nX: y\rz",
        "0\r\n\rX",
      })
  void chunksThatAreNoneAreRefused(String chunks) {
    String head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

    assertThat(everywhereCut(head + chunks)).containsExactly(head, "BAD_BODY");
    assertThat(everywhereCut(head + "1\r\na\r\n" + chunks)).endsWith("BAD_BODY");
  }

  @Test
  void extensionsAndTrailersAreBounded() {
    String head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

    assertThat(steps(head + "1;" + "x".repeat(255) + "\r\na\r\n")).endsWith("00000001\r\na\r\n");
    assertThat(steps(head + "1;" + "x".repeat(256) + "\r\na\r\n")).endsWith("BAD_BODY");
    assertThat(steps(head + "0\r\n" + "X: y\r\n".repeat(64) + "\r\n")).endsWith("0\r\n\r\n");
    assertThat(steps(head + "0\r\n" + "X: y\r\n".repeat(65) + "\r\n")).endsWith("BAD_BODY");
  }

  /// However requests are divided into reads, each comes out whole and as it was.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatComesOutDoesNotDependOnTheReads(long seed) {
    var random = new Random(seed);
    var sent = new StringBuilder();
    var expected = new StringBuilder();
    for (int n = 0; n < 20; n++) {
      String body = text(random, random.nextInt(3000));
      switch (random.nextInt(3)) {
        case 0 -> {
          sent.append(GET);
          expected.append(GET);
        }
        case 1 -> {
          String request =
              "POST / HTTP/1.1\r\ncontent-length:" + body.length() + "\t\r\nA: b\r\n\r\n" + body;
          sent.append(request);
          expected.append(request);
        }
        default -> {
          String head = "POST / HTTP/1.1\r\nTRANSFER-encoding: Chunked \r\n\r\n";
          sent.append(head);
          chunk(sent, body, random);
          expected.append(head).append(body);
        }
      }
    }
    var reads = new ArrayList<String>();
    for (int at = 0; at < sent.length(); ) {
      int to = Math.min(sent.length(), at + 1 + random.nextInt(random.nextBoolean() ? 10 : 3000));
      reads.add(sent.substring(at, to));
      at = to;
    }

    List<String> steps = steps(reads.toArray(String[]::new));

    assertThat(unchunked(steps)).isEqualTo(expected.toString());
  }

  private static void chunk(StringBuilder sent, String body, Random random) {
    for (int at = 0; at < body.length(); ) {
      int to = Math.min(body.length(), at + 1 + random.nextInt(700));
      String size = Integer.toHexString(to - at);
      sent.append(random.nextBoolean() ? size : "0" + size.toUpperCase(Locale.ROOT));
      sent.append(random.nextInt(4) == 0 ? ";a=b" : "").append("\r\n");
      sent.append(body, at, to).append("\r\n");
      at = to;
    }
    sent.append(random.nextBoolean() ? "0" : "000").append("\r\n");
    sent.append(random.nextBoolean() ? "" : "A: b\r\nC: d\r\n").append("\r\n");
  }

  private static String text(Random random, int length) {
    var text = new StringBuilder();
    for (int n = 0; n < length; n++) {
      text.append("ab:\r\n05;\u00ff".charAt(random.nextInt(9)));
    }
    return text.toString();
  }

  /// Takes off what [RequestFraming] puts round data: it has eight digits, which no body here has
  /// before a line end.
  private static String unchunked(List<String> steps) {
    var plain = new StringBuilder();
    for (String step : steps) {
      if (step.equals("0\r\n\r\n")) {
        continue;
      }
      if (step.matches("(?s)[0-9a-f]{8}\r\n.*") && isChunk(step)) {
        int size = Integer.parseInt(step.substring(0, 8), 16);
        plain.append(step, 10, 10 + size);
        assertThat(step.substring(10 + size)).isIn("\r\n", "\r\n0\r\n\r\n");
      } else {
        plain.append(step);
      }
    }
    return plain.toString();
  }

  private static boolean isChunk(String step) {
    int end = 10 + Integer.parseInt(step.substring(0, 8), 16);
    return end <= step.length() && step.substring(end).matches("\r\n(0\r\n\r\n)?");
  }

  /// The steps, which must be refused in the same way however the bytes are cut in two, and byte by
  /// byte. What was handed on before, pieces of it, may differ.
  private static List<String> everywhereCut(String sent) {
    List<String> whole = steps(sent);
    for (int cut = 1; cut < sent.length(); cut++) {
      assertThat(steps(sent.substring(0, cut), sent.substring(cut)).getLast())
          .as("cut at %d", cut)
          .isEqualTo(whole.getLast());
    }
    assertThat(steps(sent.split("")).getLast()).as("byte by byte").isEqualTo(whole.getLast());
    return whole;
  }

  private static List<String> steps(String... reads) {
    var framing = new RequestFraming(HEAD_BYTES_MAX);
    List<String> steps = new ArrayList<>();
    for (String read : reads) {
      framing.add(read.getBytes(ISO_8859_1));
      for (Step step = framing.next(); !(step instanceof Step.More); step = framing.next()) {
        steps.add(
            switch (step) {
              case Step.Piece(byte[] bytes, int from, int to) ->
                  new String(Arrays.copyOfRange(bytes, from, to), ISO_8859_1);
              case Step.BadHead(HttpRefusal reason, String _) -> reason.name();
              case Step.BadBody() -> "BAD_BODY";
              case Step.More() -> throw new IllegalStateException();
            });
      }
      assertThat(framing.isEmpty()).isTrue();
    }
    return steps;
  }
}
