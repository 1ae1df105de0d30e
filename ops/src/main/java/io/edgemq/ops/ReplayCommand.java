package io.edgemq.ops;

import io.edgemq.ops.replay.OutputFailed;
import io.edgemq.ops.replay.Pause;
import io.edgemq.ops.replay.Position;
import io.edgemq.ops.replay.Replay;
import io.edgemq.ops.replay.Selection;
import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.StandardStream;
import io.edgemq.views.check.TopicFilter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq replay`: committed frames of a range of time, as NDJSON or to another endpoint.
@Command(
    name = "replay",
    description = {
      "Streams the committed frames of a range of time, in order, one JSON object a line: tenant,"
          + " endpoint, instance, partition, epoch, segment and offset of the frame, and what"
          + " \"edgemq segment cat\" prints. With --to-url they go to another endpoint instead.",
      "Frames are in the order of their log, so those of a connection as it sent them; partitions are"
          + " merged by time, endpoints come one after another. What is committed while it runs may"
          + " be missing: let --to be some minutes ago.",
      "--to-url sends messages as they are, but HTTP has no topics: they are left out, and so are"
          + " empty messages; both are counted. Only NDJSON has the topics. A request whose answer"
          + " was lost is sent again, so its messages may be there twice.",
      "Exit code 1 if a segment could not be read, the others are replayed then; or if the endpoint"
          + " did not take the frames, the message says how to go on then."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq replay data/objects/acme/plant --from 2026-11-23T08:00Z > plant.ndjson",
      "  edgemq replay data/objects --topic 'sensors/#' --to 2026-11-23T09:00Z",
      "  edgemq replay s3://lake/edge/acme/plant --config edge.conf --to-url http://h:80"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final String KEY_VARIABLE = "EDGEMQ_API_KEY";

  @Spec @Nullable CommandSpec spec;

  @Mixin private final LocationOptions location = new LocationOptions();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "First time of a frame, 2026-11-23T08:00:00Z (default: from the beginning)")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Frames before this time only (default: to the end)")
  private @Nullable String to;

  @Option(
      names = "--topic",
      paramLabel = "FILTER",
      description = "Only MQTT messages to these topics; may be given often")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = "--after",
      paramLabel = "POSITION",
      description =
          "Only frames of this log behind this one; may be given often, once for each log."
              + " "
              + Position.FORM)
  private List<String> after = new ArrayList<>();

  @Option(
      names = "--to-url",
      paramLabel = "URL",
      description =
          "Where to send the messages, http://HOST:PORT or with the path of an endpoint; without a"
              + " path: /ingest")
  private @Nullable URI url;

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description =
          "The key for --to-url, alone in a file (default: the variable " + KEY_VARIABLE + ")")
  private @Nullable Path keyFile;

  private final OutputStream out;
  private final Pause pause;

  /// Writes to stdout itself: a PrintStream would keep it secret that nobody reads any more.
  ReplayCommand() {
    this(new FileOutputStream(FileDescriptor.out), (_, wait) -> Thread.sleep(wait));
  }

  ReplayCommand(OutputStream out, Pause pause) {
    this.out = out;
    this.pause = pause;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Selection selection = selection();
    URI target = url == null ? null : target(url);
    String key = target == null ? "" : key();
    Optional<LocationOptions.Located> located = location.open();
    if (located.isEmpty()) {
      return Main.USAGE;
    }
    try (LocationOptions.Located place = located.get()) {
      return replay(place, selection, target, key);
    }
  }

  private int replay(
      LocationOptions.Located place, Selection selection, @Nullable URI target, String key)
      throws IOException, InterruptedException {
    Replay replay =
        target == null
            ? new Replay(place.store(), place.prefix(), selection, out)
            : new Replay(place.store(), place.prefix(), selection, target, key, this::pause);
    try {
      run(replay, target != null);
    } catch (OutputFailed e) {
      if (!SegmentCatCommand.isReaderGone(e)) {
        throw e;
      }
      return Main.OK;
    } finally {
      replay.summary().lines().forEach(Main.err(spec)::println);
      Main.err(spec).flush();
    }
    return replay.summary().isComplete() ? Main.OK : Main.FAULT;
  }

  private void run(Replay replay, boolean isToUrl) throws IOException, InterruptedException {
    // A bar between lines on the same terminal would be of no use.
    boolean isShown = isToUrl || !StandardStream.OUT.isTerminal();
    try (Progress progress =
        isShown ? Progress.on(Main.err(spec), "Replaying", "segments", 1) : Progress.none()) {
      replay.run(progress);
    }
  }

  private void pause(String why, Duration wait) throws InterruptedException {
    Main.err(spec).println("edgemq: %s; again in %d s".formatted(why, wait.toSeconds()));
    Main.err(spec).flush();
    pause.pause(why, wait);
  }

  private Selection selection() {
    for (String topic : topics) {
      if (!TopicFilter.isFilter(topic)) {
        throw wrong("--topic '" + topic + "' is no filter: + and # are whole levels, # the last");
      }
    }
    long fromMs = from == null ? Long.MIN_VALUE : milliseconds("--from", from);
    long toMs = to == null ? Long.MAX_VALUE : milliseconds("--to", to);
    if (fromMs >= toMs) {
      throw wrong("--to has to be after --from");
    }
    return new Selection(fromMs, toMs, topics, after.stream().map(this::position).toList());
  }

  private Position position(String text) {
    return Position.of(text)
        .orElseThrow(() -> wrong("--after '" + text + "' is no position: " + Position.FORM));
  }

  /// The first millisecond that is not before a time.
  private long milliseconds(String option, String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return time.plusNanos(Duration.ofMillis(1).toNanos() - 1).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException _) {
      throw wrong(
          option + " is no time; allowed: 2026-11-23T08:00:00Z, or 2026-11-23T09:00:00+01:00");
    }
  }

  private URI target(URI given) {
    boolean isHttp =
        "http".equalsIgnoreCase(given.getScheme()) || "https".equalsIgnoreCase(given.getScheme());
    if (!isHttp || given.getHost() == null || given.getUserInfo() != null) {
      throw wrong("--to-url is not http://HOST:PORT, or https");
    }
    String path = given.getRawPath();
    return path == null || path.isEmpty() || path.equals("/") ? given.resolve("/ingest") : given;
  }

  private String key() throws IOException {
    String key = keyFile == null ? System.getenv(KEY_VARIABLE) : Files.readString(keyFile);
    if (key == null) {
      throw wrong("--to-url needs a key: --api-key-file, or the variable " + KEY_VARIABLE);
    }
    if (!key.strip().matches("[!-~]+")) {
      throw wrong("the key is no key: it has blanks in it, or nothing");
    }
    return key.strip();
  }

  private ParameterException wrong(String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }
}
