package io.edgemq.multijvm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.multijvm.Committed.Place;
import io.edgemq.multijvm.RawHttp.Accepted;
import io.edgemq.multijvm.RawHttp.Answer;
import io.edgemq.storage.commit.CommitVerifier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What programs post over HTTP is found in the store, byte for byte and where the answer says it
/// is, and in one order with what comes over MQTT.
class HttpIngestIT {
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 100;

  /// Messages or requests that are under way at once.
  private static final int WINDOW = 5;

  private static final int LINES = 3;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private static Path folder;

  private static NodeFiles files;
  private static TestAuthority authority;
  private static NodeProcess node;

  /// What posts.
  enum Tool {
    JDK,
    CURL,
    RAW
  }

  /// A body.
  ///
  /// @param body one character for each byte, before it is encoded
  /// @param records that are to become of it
  record Content(@Nullable String type, boolean isGzip, String body, List<String> records) {
    byte[] bytes() {
      byte[] bytes = body.getBytes(ISO_8859_1);
      if (!isGzip) {
        return bytes;
      }
      var out = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(out)) {
        gzip.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("memory takes everything", e);
      }
      return out.toByteArray();
    }
  }

  /// A record or message that is committed.
  private record Found(String topic, String payload, Place place) {}

  @BeforeAll
  static void startNode() throws Exception {
    files = NodeFiles.in(folder);
    authority = TestAuthority.in(folder);
    node =
        NodeProcess.start(
            files,
            Tenants.SETTINGS
                + authority.settings()
                + "edgemq.seal { size = 64 KiB, age = 100 ms }\n");
  }

  @AfterAll
  static void stopNode() throws Exception {
    node.terminate();
    assertThat(node.errors()).isEmpty();
    assertThat(node.hasLogged("timed out")).as("something held up the end").isFalse();
    node.close();
  }

  @ParameterizedTest(name = "{0} over {1}")
  @CsvSource({"JDK, WS", "JDK, WSS", "CURL, WS", "CURL, WSS", "RAW, WS"})
  void allContentTypesAreCommitted(Tool tool, Way way) throws Exception {
    String mark = tool + "-" + way.service();
    List<String> records = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    for (Content content : contents(mark)) {
      Accepted accepted = post(tool, way, content);
      assertThat(accepted.records()).isEqualTo(content.records.size());
      assertThat(accepted.bytes())
          .isEqualTo(content.records.stream().mapToLong(String::length).sum());
      assertThat(accepted.endpoint()).isEqualTo("acme/plant");
      records.addAll(content.records);
      places.add(accepted.place());
    }

    List<Found> found = awaitFound(mark, records.size());
    assertThat(found.stream().map(Found::payload)).isEqualTo(records);
    assertThat(found).allMatch(it -> it.topic.isEmpty());
    int first = 0;
    for (int n = 0; n < places.size(); n++) {
      assertThat(found.get(first).place).isEqualTo(places.get(n));
      first += contents(mark).get(n).records.size();
    }
  }

  private static List<Content> contents(String mark) {
    List<String> lines =
        IntStream.range(0, 15_000)
            .mapToObj(it -> mark + " " + it + " " + "x".repeat(it % 200))
            .toList();
    String object = "{\"of\": \"" + mark + "\",\n \"values\": [1, 2]}\n";
    String bytes = mark + "\u0000\r\n\u0080\u00ff[1,2]".repeat(10_000);
    List<String> several = List.of(mark + " 1", " " + mark + " 2", mark + "\u00e9 3");
    return List.of(
        new Content("application/x-ndjson", false, String.join("\n", several) + "\n", several),
        new Content("application/jsonl", false, String.join("\r\n\r\n", several), several),
        new Content("text/plain; charset=utf-8", false, String.join("\n", lines), lines),
        new Content(null, false, String.join("\n", several), several),
        new Content("application/json", false, object, List.of(object)),
        new Content(
            "application/json",
            false,
            " [{\"of\":\"" + mark + "\"} ,\n\"" + mark + ", [2]\"] ",
            List.of("{\"of\":\"" + mark + "\"}", "\"" + mark + ", [2]\"")),
        new Content(
            "application/vnd.recordio",
            false,
            several.stream().map(RawHttp::recordIo).collect(Collectors.joining()),
            several),
        new Content("application/octet-stream", false, bytes, List.of(bytes)),
        new Content("image/png", false, bytes, List.of(bytes)),
        new Content("application/x-ndjson", true, String.join("\n", lines), lines));
  }

  private static Accepted post(Tool tool, Way way, Content content) throws Exception {
    Answer answer =
        switch (tool) {
          case JDK -> postByJdk(way, content);
          case CURL -> postByCurl(way, content);
          case RAW -> postInChunks(content);
        };
    return answer.accepted();
  }

  /// With the client's own preferences, which are for HTTP/2.
  private static Answer postByJdk(Way way, Content content) throws Exception {
    byte[] bytes = content.bytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(way)).header("Authorization", "Bearer " + Tenants.KEY);
    if (content.type != null) {
      request.header("Content-Type", content.type);
    }
    if (content.isGzip) {
      request.header("Content-Encoding", "gzip");
    }
    try (HttpClient client = HttpClient.newBuilder().sslContext(authority.tls()).build()) {
      HttpResponse<String> response =
          client.send(
              request
                  .POST(
                      content.records.size() > 1
                          ? BodyPublishers.ofByteArray(bytes)
                          : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                  .build(),
              BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    }
  }

  private static Answer postByCurl(Way way, Content content) throws Exception {
    InstalledProgram.require("curl", List.of("curl", "--version"));
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
    command.addAll(List.of("--cacert", authority.file().toString(), "--data-binary", "@-"));
    command.addAll(List.of("--header", "X-API-Key: " + Tenants.KEY));
    // Without a value curl leaves the header out, which is a form otherwise.
    command.addAll(
        List.of("--header", "Content-Type:" + (content.type == null ? "" : " " + content.type)));
    if (content.isGzip) {
      command.addAll(List.of("--header", "Content-Encoding: gzip"));
    }
    command.addAll(List.of("--write-out", "\n%{http_code}", uri(way).toString()));
    InstalledProgram.Result result =
        InstalledProgram.run(Files.write(folder.resolve("body"), content.bytes()), command);
    assertThat(result.exitCode()).as(result.output()).isZero();
    List<String> lines = result.output().lines().toList();
    return new Answer(Integer.parseInt(lines.getLast()), lines.getFirst());
  }

  private static Answer postInChunks(Content content) throws IOException {
    List<String> headers = new ArrayList<>(List.of("Transfer-Encoding: chunked"));
    if (content.type != null) {
      headers.add("Content-Type: " + content.type);
    }
    if (content.isGzip) {
      headers.add("Content-Encoding: gzip");
    }
    try (RawHttp client = RawHttp.open(node.port(Way.WS))) {
      client.send(RawHttp.head(Tenants.KEY, headers.toArray(String[]::new)));
      var body = new String(content.bytes(), ISO_8859_1);
      for (int from = 0; from < body.length(); from += 10_007) {
        client.send(RawHttp.chunk(body.substring(from, Math.min(from + 10_007, body.length()))));
      }
      client.send(RawHttp.chunk(""));
      return client.read();
    }
  }

  private static URI uri(Way way) {
    return URI.create(way.service() + "://" + NodeProcess.HOST + ":" + node.port(way) + "/ingest");
  }

  /// A message or a request.
  ///
  /// @param begun when it was about to be sent, by a clock that all clients share
  /// @param answered when its answer was read
  /// @param accepted what the answer says, if it was a request
  private record Sending(int begun, int answered, @Nullable Accepted accepted) {}

  /// Several clients of both kinds at once: each keeps the order that it sent in, and what was
  /// answered before something else was begun stands before it.
  @Test
  void messagesAndRequestsAreInTheOrderOfTheirArrival() throws Exception {
    var clock = new AtomicInteger();
    Map<String, Sending> sendings = new ConcurrentHashMap<>();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < CLIENTS; n++) {
        String number = Integer.toString(n);
        running.add(
            threads.submit(() -> {
              publishAll("mqtt-" + number, clock, sendings);
              return null;
            }));
        running.add(
            threads.submit(() -> {
              postAll("http-" + number, clock, sendings);
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
      }
    }
    assertThat(sendings).hasSize(2 * CLIENTS * ROUNDS * WINDOW);

    List<Found> found = awaitFound("order ", CLIENTS * ROUNDS * WINDOW * (1 + LINES));
    Map<String, Integer> counts = new HashMap<>();
    int latestBegin = 0;
    int at = 0;
    while (at < found.size()) {
      Found first = found.get(at);
      String[] words = first.payload.split(" ", -1);
      Sending sending = Objects.requireNonNull(sendings.get(words[1] + " " + words[2]));
      assertThat(counts.merge(words[1], 1, Integer::sum)).isEqualTo(1 + Integer.parseInt(words[2]));
      assertThat(sending.answered).as(first.toString()).isGreaterThan(latestBegin);
      latestBegin = Math.max(latestBegin, sending.begun);
      if (sending.accepted == null) {
        at++;
      } else {
        assertThat(sending.accepted.place()).isEqualTo(first.place);
        assertThat(found.subList(at, at + LINES).stream().map(Found::payload))
            .isEqualTo(lines("order " + words[1] + " " + words[2]));
        assertThat(found.get(at + LINES - 1).place.segment()).isEqualTo(first.place.segment());
        at += LINES;
      }
    }
  }

  private static void publishAll(String name, AtomicInteger clock, Map<String, Sending> sendings)
      throws IOException {
    try (RawClient client = RawClient.connect(node, Tenants.KEY, name)) {
      for (int round = 0; round < ROUNDS; round++) {
        int begun = clock.incrementAndGet();
        var packets = new byte[WINDOW][];
        for (int n = 0; n < WINDOW; n++) {
          String payload = "order " + name + " " + (round * WINDOW + n);
          packets[n] = RawClient.publish(1, n + 1, "order", payload);
        }
        client.send(packets);
        for (int n = 0; n < WINDOW; n++) {
          assertThat(client.read()).isEqualTo(RawClient.puback(n + 1));
          sendings.put(
              name + " " + (round * WINDOW + n), new Sending(begun, clock.incrementAndGet(), null));
        }
      }
    }
  }

  private static void postAll(String name, AtomicInteger clock, Map<String, Sending> sendings)
      throws IOException {
    try (RawHttp client = RawHttp.open(node.port(Way.WS))) {
      for (int round = 0; round < ROUNDS; round++) {
        int begun = clock.incrementAndGet();
        var requests = new StringBuilder();
        for (int n = 0; n < WINDOW; n++) {
          List<String> lines = lines("order " + name + " " + (round * WINDOW + n));
          requests.append(RawHttp.post(Tenants.KEY, "text/plain", String.join("\n", lines)));
        }
        client.send(requests.toString());
        for (int n = 0; n < WINDOW; n++) {
          Accepted accepted = client.read().accepted();
          assertThat(accepted.records()).isEqualTo(LINES);
          sendings.put(
              name + " " + (round * WINDOW + n),
              new Sending(begun, clock.incrementAndGet(), accepted));
        }
      }
    }
  }

  private static List<String> lines(String name) {
    return IntStream.range(0, LINES).mapToObj(it -> name + " " + it).toList();
  }

  /// What is committed of `acme/plant` and contains a mark, in its order, once it is so much.
  private static List<Found> awaitFound(String mark, int count) throws Exception {
    var found = new ArrayList<Found>();
    Await.until(
        () -> found.size() + " of " + count + " records of " + mark + " in the store",
        () -> {
          found.clear();
          CommitVerifier.Report report =
              Committed.visit(
                  files.objects(),
                  (marker, frame, raw) -> {
                    assertThat(Committed.endpoint(marker)).isEqualTo("acme/plant");
                    String payload = Committed.payload(frame, raw);
                    if (payload.contains(mark)) {
                      Place place = Place.of(marker, frame);
                      found.add(new Found(Committed.topic(frame, raw), payload, place));
                    }
                  });
          assertThat(report.faults()).isEmpty();
          return found.size() >= count;
        });
    return found;
  }
}
