package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.SettingsLoader;
import io.edgemq.ops.tools.SmallStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayToUrlTest {
  private static final String KEY = "ing_live_" + "Abcdefghij0123456789".repeat(2);

  /// More than half of a request.
  private static final String LARGE = "x".repeat(600 << 10);

  private record Request(String path, String key, String type, List<String> records) {}

  private record Answer(int status, String retryAfter) {}

  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Duration> waits = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  @TempDir private Path folder;
  private SmallStore store;
  private HttpServer server;
  private Path keyFile;

  @BeforeEach
  void serve() throws IOException {
    store = new SmallStore(folder);
    keyFile = Files.writeString(folder.resolve("key.txt"), KEY + "\n");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void messagesAreSentAsTheyAreInOneRequestAfterAnother() throws IOException {
    store.commit(
        "plant",
        run -> {
          SmallStore.mqtt(run, "a", "1\n2");
          SmallStore.http(run, "3");
          SmallStore.mqtt(run, "a", "");
          SmallStore.mqtt(run, "b", LARGE + "4");
          SmallStore.mqtt(run, "c", LARGE + "5");
        });

    ProgramRun run = replay();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(requests)
        .containsExactly(
            new Request(
                "/ingest", KEY, "application/vnd.recordio", List.of("1\n2", "3", LARGE + "4")),
            new Request("/ingest", KEY, "application/vnd.recordio", List.of(LARGE + "5")));
    assertThat(out.size()).isZero();
    assertThat(run.err().lines().map(it -> it.strip().replaceAll(" +", " ")))
        .contains(
            "requests 2",
            "topics left out 3 HTTP has none",
            "empty messages left out 1 HTTP has none");
  }

  @Test
  void aServerThatHasNoRoomIsAskedAgainWhenItSays() throws IOException {
    store.commit("plant", run -> SmallStore.mqtt(run, "a", "1"));
    answers.addAll(
        List.of(
            new Answer(503, "7"),
            new Answer(429, "0"),
            new Answer(503, "9999"),
            new Answer(503, "")));

    ProgramRun run = replay();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(requests).hasSize(5).containsOnly(requests.getFirst());
    assertThat(waits).extracting(Duration::toSeconds).containsExactly(7L, 1L, 30L, 8L);
    assertThat(run.err()).contains("edgemq: 503 why; again in 7 s");
  }

  @Test
  void aConnectionThatBreaksIsTriedAgainOnceSomethingHasArrived() throws IOException {
    commitTwoRequests();
    answers.addAll(List.of(new Answer(202, ""), new Answer(0, "")));

    ProgramRun run = replay();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(requests).hasSize(3);
    assertThat(requests.get(2)).isEqualTo(requests.get(1));
    assertThat(waits).hasSize(1);
  }

  @Test
  void aServerThatCannotBeReachedAtFirstIsAFault() throws IOException {
    store.commit("plant", run -> SmallStore.mqtt(run, "a", "1"));
    server.stop(0);

    ProgramRun run = replay();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("/ingest cannot be reached: ").contains("; nothing has arrived");
    assertThat(waits).isEmpty();
  }

  @Test
  void itGivesUpAfterMinutesOfWaiting() throws IOException {
    store.commit("plant", run -> SmallStore.mqtt(run, "a", "1"));
    for (int i = 0; i < 100; i++) {
      answers.add(new Answer(503, "30"));
    }

    ProgramRun run = replay();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(requests).hasSize(11);
    assertThat(run.err()).contains("still answers 503 why after 5 minutes; nothing has arrived");
  }

  @Test
  void aRefusalSaysHowToGoOnAndThatIsTaken() throws IOException {
    commitTwoRequests();
    answers.addAll(List.of(new Answer(202, ""), new Answer(403, "")));

    ProgramRun first = replay();

    assertThat(first.exitCode()).isEqualTo(1);
    Matcher goOn =
        Pattern.compile("/ingest answered 403 why; to go on, run it again with --after (\\S+)")
            .matcher(first.err());
    assertThat(goOn.find()).as(first.err()).isTrue();
    assertThat(goOn.group(1)).startsWith("acme/plant/local/node-a/00000001/seg-00000001@");
    Request second = requests.get(1);
    requests.clear();
    answers.clear();

    ProgramRun again = replay("--after", goOn.group(1));

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(requests).containsExactly(second);
  }

  @Test
  void thePathOfAnEndpointIsKept() throws IOException {
    store.commit("plant", run -> SmallStore.mqtt(run, "a", "1"));

    run("--to-url", url() + "/e/lab/ingest", "--api-key-file", keyFile.toString());

    assertThat(requests).extracting(Request::path).containsExactly("/e/lab/ingest");
  }

  @Test
  void framesOfSeveralEndpointsAreNotMixed() throws IOException {
    store.commit("plant", run -> SmallStore.mqtt(run, "a", "1"));
    store.commit("lab", run -> SmallStore.mqtt(run, "a", "1"));

    ProgramRun run = replay();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("there are 2 endpoints here");
    assertThat(requests).isEmpty();
  }

  @Test
  void aKeyThatIsNoneIsNotShown() throws IOException {
    Files.writeString(keyFile, KEY + " and more");

    ProgramRun run = replay();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("the key is no key").doesNotContain(KEY);
  }

  @Test
  void aNodeTakesWhatIsReplayed() throws Exception {
    store.commit(
        "plant",
        run -> {
          for (int i = 0; i < 1000; i++) {
            SmallStore.mqtt(run, "a", "message " + i);
          }
        });
    store.commit("plant", run -> SmallStore.mqtt(run, "a", new byte[] {0, '\n', 'x'}));
    replayLines(store.objects());
    List<String> original = payloads();
    Node node = Node.start(settings());
    ProgramRun run;
    try {
      run =
          run(
              "--to-url",
              "http://" + node.address(NodeSettings.Service.HTTP).orElseThrow(),
              "--api-key-file",
              keyFile.toString());
    } finally {
      node.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    assertThat(run.exitCode()).as(run.err()).isZero();
    replayLines(folder.resolve("data/objects/other"));
    assertThat(payloads()).hasSize(1001).isEqualTo(original);
  }

  private NodeSettings settings() {
    String text =
        """
        edgemq {
          data-dir = "%s"
          mqtt.port = 0, http.port = 0, management.port = 0
          bootstrap.tenants.other {
            plan = pro
            endpoints.copy {}
            keys = [ { name = replay, key = %s, endpoint = copy } ]
          }
        }
        """
            .formatted(folder.resolve("data"), KEY);
    return switch (SettingsLoader.load(ConfigFactory.parseString(text), List.of())) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }

  private void commitTwoRequests() throws IOException {
    store.commit(
        "plant",
        run -> {
          SmallStore.mqtt(run, "a", LARGE + "1");
          SmallStore.mqtt(run, "b", LARGE + "2");
        });
  }

  private ProgramRun replay(String... more) {
    var arguments =
        new ArrayList<>(List.of("--to-url", url(), "--api-key-file", keyFile.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private ProgramRun run(String... options) {
    return of(store.objects(), options);
  }

  private ProgramRun of(Path location, String... options) {
    var arguments = new ArrayList<>(List.of(location.toString()));
    arguments.addAll(List.of(options));
    CommandLine program =
        new CommandLine(new ReplayCommand(out, (_, wait) -> waits.add(wait)))
            .setParameterExceptionHandler(Main.commandLine().getParameterExceptionHandler())
            .setExecutionExceptionHandler(Main.commandLine().getExecutionExceptionHandler());
    return ProgramRun.of(program, arguments.toArray(String[]::new));
  }

  private void replayLines(Path location) {
    out.reset();
    ProgramRun run = of(location);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private List<String> payloads() {
    return out.toString(UTF_8).lines().map(it -> it.replaceFirst(".*,\"payload", "")).toList();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Answers as it is told, with 202 if it is told nothing; 0: not at all.
  private void answer(HttpExchange exchange) throws IOException {
    ByteBuffer body = ByteBuffer.wrap(exchange.getRequestBody().readAllBytes());
    var records = new ArrayList<String>();
    while (body.hasRemaining()) {
      byte[] bytes = new byte[body.getInt()];
      body.get(bytes);
      records.add(new String(bytes, UTF_8));
    }
    requests.add(
        new Request(
            exchange.getRequestURI().getPath(),
            String.valueOf(exchange.getRequestHeaders().getFirst("X-API-Key")),
            String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
            records));
    Answer answer = answers.isEmpty() ? new Answer(202, "") : answers.remove();
    if (answer.status != 0) {
      if (!answer.retryAfter.isEmpty()) {
        exchange.getResponseHeaders().add("Retry-After", answer.retryAfter);
      }
      byte[] text = "why\n".getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status, text.length);
      try (OutputStream to = exchange.getResponseBody()) {
        to.write(text);
      }
    }
    exchange.close();
  }
}
