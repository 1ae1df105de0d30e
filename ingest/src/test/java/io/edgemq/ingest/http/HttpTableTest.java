package io.edgemq.ingest.http;

import static io.edgemq.ingest.http.RawHttp.chunk;
import static io.edgemq.ingest.http.RawHttp.lines;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.http.body.Bodies;
import io.edgemq.ingest.http.body.BodyLimits;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both tables of docs/http.md, multiplied out on real sockets: what is sent in which form, by
/// which key and to which endpoint, and what is answered and appended. What is expected is said
/// here in plain words ([Row#code()], [Body]), not by the code that is tested.
///
/// A body that is taken goes through every door; one that is refused goes through one that is open
/// and one that is closed, since the key is judged before the body.
class HttpTableTest {
  private static final int BODY_MAX = 4000;
  private static final int RECORD_MAX = 1000;
  private static final int FRAMES_MAX = 8000;
  private static final int FRAME_HEADER = 17;
  private static final int CHUNK = 97;

  private static final Map<String, Integer> STATUS =
      Map.ofEntries(
          Map.entry("", 202),
          Map.entry("empty_body", 400),
          Map.entry("bad_encoding", 400),
          Map.entry("bad_record", 400),
          Map.entry("body_cut_off", 400),
          Map.entry("endpoint_disagrees", 403),
          Map.entry("body_too_large", 413),
          Map.entry("record_too_large", 413),
          Map.entry("too_many_records", 413),
          Map.entry("unsupported_encoding", 415));

  private static HttpDoor door;

  /// Kept as long as the server keeps it, so that what follows a refusal is read right too.
  private static @Nullable RawHttp kept;

  private static int accepted;

  /// What is sent: a content type, and what makes records of it.
  enum Kind {
    NDJSON("application/x-ndjson"),
    JSONL("application/jsonl"),
    TEXT("text/plain"),
    NONE(null),
    JSON_VALUE("application/json"),
    JSON_ARRAY("application/json"),
    RECORD_IO("application/vnd.recordio"),
    OCTETS("application/octet-stream"),
    IMAGE("image/png");

    final @Nullable String contentType;

    Kind(@Nullable String contentType) {
      this.contentType = contentType;
    }

    /// Whether the body is one record, whatever is in it.
    boolean isOne() {
      return this == JSON_VALUE || this == OCTETS || this == IMAGE;
    }

    /// A record of so many bytes.
    String record(int bytes) {
      return switch (this) {
        case JSON_VALUE, JSON_ARRAY -> bytes < 2 ? "7" : '"' + "x".repeat(bytes - 2) + '"';
        default -> "x".repeat(bytes);
      };
    }

    /// Records of every sort that it can hold; one of them is as long as a record may be.
    List<String> records() {
      return switch (this) {
        case NDJSON, JSONL, TEXT, NONE ->
            List.of("{\"temp\":22.5}", " ", "\r\u0000\u00ff", record(RECORD_MAX), "no line feed");
        case JSON_ARRAY ->
            List.of("{\"a\": [1, \"],[\\\"\"]}", "22.5", "null", "[]", record(RECORD_MAX), "\"\"");
        case RECORD_IO -> List.of("a\nb", "\u0000", record(RECORD_MAX), "[1,2]", "\u00ff");
        case JSON_VALUE -> List.of(longest(" {\"a\": [1, 2],\r\n \"b\": \"", "x", "\"} \n"));
        case OCTETS, IMAGE -> List.of(longest("\u0089PNG\r\n\u001a\n\n\u0000[", "\u00ff", "\n"));
      };
    }

    private static String longest(String begin, String filling, String end) {
      return begin + filling.repeat(RECORD_MAX - begin.length() - end.length()) + end;
    }

    /// A body that holds these.
    String body(List<String> records) {
      return switch (this) {
        case NDJSON, JSONL, TEXT, NONE -> "\n" + String.join("\r\n\r\n\n", records);
        case JSON_ARRAY -> " [\n" + String.join(" , ", records) + "\t]\r\n";
        case RECORD_IO -> Bodies.recordIo(records.toArray(String[]::new));
        case JSON_VALUE, OCTETS, IMAGE -> records.getFirst();
      };
    }

    /// A body without a record in which there is something, if there is any.
    String blank() {
      return switch (this) {
        case NDJSON, JSONL, TEXT, NONE -> "\n\r\n\n";
        case JSON_ARRAY -> " [ ] ";
        case JSON_VALUE -> " \r\n\t";
        case RECORD_IO, OCTETS, IMAGE -> "";
      };
    }
  }

  enum Encoding {
    PLAIN(null),
    GZIP("gzip"),
    ZSTD("zstd"),
    UNKNOWN("br");

    final @Nullable String value;

    Encoding(@Nullable String value) {
      this.value = value;
    }

    byte[] encode(byte[] bytes) {
      return switch (this) {
        case PLAIN, UNKNOWN -> bytes;
        case GZIP -> Bodies.gzip(bytes);
        case ZSTD -> Bodies.zstd(bytes);
      };
    }
  }

  /// How a body is delimited, and how many writes it comes in.
  enum Shape {
    LENGTH_ONE_WRITE,
    LENGTH_TWO_WRITES,
    CHUNKS
  }

  enum KeyHeader {
    X_API_KEY("X-API-Key: "),
    BEARER("Authorization: Bearer ");

    final String begin;

    KeyHeader(String begin) {
      this.begin = begin;
    }
  }

  /// What names the endpoint, and which one; null if they disagree.
  enum Door {
    BY_KEY(HttpDoor.KEY, "/ingest", "example.com", "plant"),
    BY_PATH(HttpDoor.WIDE_KEY, "/e/depot/ingest", "example.com", "depot"),
    BY_HOST(HttpDoor.WIDE_KEY, "/ingest", "depot.example.com:8080", "depot"),
    BY_ALL(HttpDoor.KEY, "/e/plant/ingest", "plant.example.com", "plant"),
    PATH_AGAINST_KEY(HttpDoor.KEY, "/e/depot/ingest", "example.com", null),
    HOST_AGAINST_KEY(HttpDoor.KEY, "/ingest", "depot.example.com", null),
    PATH_AGAINST_HOST(HttpDoor.WIDE_KEY, "/e/plant/ingest", "depot.example.com", null);

    final String key;
    final String path;
    final String host;
    final @Nullable String endpoint;

    Door(String key, String path, String host, @Nullable String endpoint) {
      this.key = key;
      this.path = path;
      this.host = host;
      this.endpoint = endpoint;
    }
  }

  /// What is wrong with a body.
  enum Fault {
    NOTHING,
    EMPTY,
    BLANK,
    BODY_OVER_LIMIT,
    RECORD_OVER_LIMIT,
    FRAMES_OVER_LIMIT,
    RECORD_CUT_OFF,
    ENCODING_CUT_OFF,
    ENCODING_DAMAGED,
    CONNECTION_CUT_OFF;

    /// Whether there is a body with this fault.
    boolean isPossible(Kind kind, Encoding encoding) {
      return switch (this) {
        case FRAMES_OVER_LIMIT -> !kind.isOne();
        case RECORD_CUT_OFF -> kind == Kind.JSON_ARRAY || kind == Kind.RECORD_IO;
        case ENCODING_CUT_OFF, ENCODING_DAMAGED ->
            encoding == Encoding.GZIP || encoding == Encoding.ZSTD;
        default -> true;
      };
    }
  }

  /// A body.
  ///
  /// @param decoded one character for each byte
  record Body(List<String> records, String decoded) {
    static Body of(Kind kind, Fault fault) {
      return switch (fault) {
        case EMPTY -> new Body(List.of(), "");
        case BLANK -> new Body(List.of(), kind.blank());
        case BODY_OVER_LIMIT ->
            of(kind, kind.isOne() ? List.of(kind.record(BODY_MAX + 1)) : five(kind.record(900)));
        case RECORD_OVER_LIMIT -> {
          String tooLong = kind.record(RECORD_MAX + 1);
          yield of(kind, kind.isOne() ? List.of(tooLong) : List.of("1", tooLong, "2"));
        }
        case FRAMES_OVER_LIMIT ->
            of(kind, Collections.nCopies(FRAMES_MAX / (FRAME_HEADER + 1) + 1, kind.record(1)));
        case RECORD_CUT_OFF -> {
          Body whole = of(kind, kind.records());
          String decoded = whole.decoded.stripTrailing();
          yield new Body(whole.records, decoded.substring(0, decoded.length() - 1));
        }
        case NOTHING, ENCODING_CUT_OFF, ENCODING_DAMAGED, CONNECTION_CUT_OFF ->
            of(kind, kind.records());
      };
    }

    private static Body of(Kind kind, List<String> records) {
      return new Body(records, kind.body(records));
    }

    private static List<String> five(String record) {
      return Collections.nCopies(5, record);
    }
  }

  record Row(
      Kind kind, Encoding encoding, Shape shape, KeyHeader keyHeader, Door door, Fault fault) {
    /// The code of the refusal; empty if it is accepted.
    String code() {
      if (door.endpoint == null) {
        return "endpoint_disagrees";
      }
      if (encoding == Encoding.UNKNOWN) {
        return "unsupported_encoding";
      }
      return switch (fault) {
        case NOTHING -> "";
        case EMPTY, BLANK -> "empty_body";
        case BODY_OVER_LIMIT -> {
          // Unless a length says it at once, the end of a record comes before that of a body.
          boolean isAnnounced = encoding == Encoding.PLAIN && shape != Shape.CHUNKS;
          yield isAnnounced || !kind.isOne() ? "body_too_large" : "record_too_large";
        }
        case RECORD_OVER_LIMIT -> "record_too_large";
        case FRAMES_OVER_LIMIT -> "too_many_records";
        case RECORD_CUT_OFF -> "bad_record";
        case ENCODING_CUT_OFF, ENCODING_DAMAGED -> "bad_encoding";
        case CONNECTION_CUT_OFF -> "body_cut_off";
      };
    }

    @Override
    public String toString() {
      return Stream.of(kind, encoding, shape, keyHeader, door, fault)
          .map(it -> it.toString().toLowerCase(Locale.ROOT).replace('_', ' '))
          .toList()
          .toString();
    }
  }

  static List<Row> rows() {
    var rows = new ArrayList<Row>();
    var random = new Random(1);
    for (Kind kind : Kind.values()) {
      for (Encoding encoding : Encoding.values()) {
        for (Shape shape : Shape.values()) {
          for (Door one : Door.values()) {
            for (KeyHeader header : KeyHeader.values()) {
              rows.add(new Row(kind, encoding, shape, header, one, Fault.NOTHING));
            }
          }
          for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.NOTHING))) {
            if (fault.isPossible(kind, encoding)) {
              KeyHeader header = KeyHeader.values()[random.nextInt(2)];
              rows.add(new Row(kind, encoding, shape, header, Door.BY_KEY, fault));
              rows.add(new Row(kind, encoding, shape, header, Door.PATH_AGAINST_KEY, fault));
            }
          }
        }
      }
    }
    return rows;
  }

  @BeforeAll
  static void open() {
    var limits = new BodyLimits(BODY_MAX, RECORD_MAX, FRAMES_MAX);
    door = HttpDoor.open(HttpDoor.settings(Duration.ofMinutes(2), limits));
  }

  @AfterAll
  static void close() throws Exception {
    if (kept != null) {
      kept.close();
    }
    door.awaitNothingHeld();
    assertThat(door.appends()).as("nothing was appended late").isEqualTo(accepted);
    door.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void theTablesSayWhatBecomesOfARequest(Row row) throws Exception {
    Body body = Body.of(row.kind, row.fault);
    int before = door.appends();

    RawHttp.Answer answer = answer(row, body);

    assertThat(answer.code()).as("%s: %s", row, answer).isEqualTo(row.code());
    assertThat(answer.status()).isEqualTo(STATUS.get(row.code()));
    if (row.code().isEmpty()) {
      accepted++;
      assertThat(door.records(before)).as(row.toString()).isEqualTo(body.records);
      assertThat(door.lastWal())
          .isEqualTo(new WalId("acme", Objects.requireNonNull(row.door.endpoint), 0));
      assertThat(answer.header("connection")).isEmpty();
      assertThat(answer.header("content-type")).contains("application/json");
      assertThat(answer.body())
          .startsWith(
              "{\"accepted\":%d,\"bytes\":%d,\"tenant\":\"acme\",\"endpoint\":\"%s\","
                  .formatted(
                      body.records.size(),
                      body.records.stream().mapToInt(String::length).sum(),
                      row.door.endpoint));
    } else {
      assertThat(door.appends()).isEqualTo(before);
      assertThat(answer.header("content-type")).contains("application/problem+json");
    }
  }

  private static RawHttp.Answer answer(Row row, Body body) throws IOException {
    RawHttp client = kept == null ? door.connect() : kept;
    kept = null;
    String[] request = request(row, new String(encoded(row, body), ISO_8859_1));
    for (String part : request) {
      client.send(part);
    }
    if (row.fault == Fault.CONNECTION_CUT_OFF) {
      client.endOutput();
    }
    RawHttp.Answer answer = client.read();
    if (row.fault == Fault.CONNECTION_CUT_OFF || answer.header("connection").isPresent()) {
      assertThat(client.isClosedByServer()).isTrue();
      client.close();
    } else {
      kept = client;
    }
    return answer;
  }

  private static byte[] encoded(Row row, Body body) {
    if (row.fault == Fault.EMPTY) {
      return new byte[0];
    }
    byte[] bytes = row.encoding.encode(body.decoded.getBytes(ISO_8859_1));
    switch (row.fault) {
      case ENCODING_CUT_OFF -> bytes = Arrays.copyOf(bytes, bytes.length - 1);
      case ENCODING_DAMAGED -> bytes[bytes.length - 2] ^= 1; // of a checksum or a length
      default -> {}
    }
    return bytes;
  }

  /// The request in the pieces that it is sent in.
  private static String[] request(Row row, String body) {
    int middle = body.length() / 2;
    String first = body.substring(0, middle);
    String second = row.fault == Fault.CONNECTION_CUT_OFF ? "" : body.substring(middle);
    String length = "Content-Length: " + body.length();
    return switch (row.shape) {
      case LENGTH_ONE_WRITE -> new String[] {head(row, length) + first + second};
      case LENGTH_TWO_WRITES -> new String[] {head(row, length) + first, second};
      case CHUNKS -> {
        String end = row.fault == Fault.CONNECTION_CUT_OFF ? "" : "0\r\n\r\n";
        yield new String[] {
          head(row, "Transfer-Encoding: chunked") + chunks(first), chunks(second) + end
        };
      }
    };
  }

  private static String chunks(String bytes) {
    var chunks = new StringBuilder();
    for (int from = 0; from < bytes.length(); from += CHUNK) {
      chunks.append(chunk(bytes.substring(from, Math.min(from + CHUNK, bytes.length()))));
    }
    return chunks.toString();
  }

  private static String head(Row row, String framing) {
    var head = new ArrayList<String>();
    head.add("POST " + row.door.path + " HTTP/1.1");
    head.add("Host: " + row.door.host);
    head.add(row.keyHeader.begin + row.door.key);
    if (row.kind.contentType != null) {
      head.add("Content-Type: " + row.kind.contentType);
    }
    if (row.encoding.value != null) {
      head.add("Content-Encoding: " + row.encoding.value);
    }
    head.add(framing);
    return lines(head.toArray(String[]::new));
  }
}
