package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.ops.tools.PreviewJson;
import io.edgemq.ops.tools.PreviewText;
import io.edgemq.ops.tools.SampleReader;
import io.edgemq.ops.tools.StandardStream;
import io.edgemq.ops.tools.ViewChecks;
import io.edgemq.ops.tools.ViewFile;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.sample.Preview;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq view preview`: which rows a definition makes of messages.
@Command(
    name = "preview",
    description = {
      "Shows which rows a view makes of messages: the first rows with their types, the first dead"
          + " letters with the reason, and counts of all. Nothing is stored.",
      "Exit code 0 also if there are dead letters; 1 if the definition has faults, which are listed"
          + " as \"edgemq view check\" lists them, or if something cannot be read."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq view preview view.yaml --segment data/wal/acme/plant/0/*/*.wal",
      "  edgemq view preview view.yaml --input readings.ndjson",
      "  edgemq view preview view.yaml --input readings.ndjson --rows 3 --json",
      "  mosquitto_sub -t a/b -C 9 | edgemq view preview v.yaml --input - --topic a/b"
    })
final class ViewPreviewCommand implements Callable<Integer> {
  private static final int ROWS_MAX = 10_000;
  private static final int TOPIC_BYTES_MAX = 65_535;

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "YAML with the view; before the other options")
  private Path file = Path.of("");

  @Mixin private final SampleOptions samples;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "The lines of --input are MQTT messages to this topic")
  private @Nullable String topic;

  @Option(
      names = "--timestamp-ms",
      paramLabel = "MS",
      description =
          "When the lines of --input came, in milliseconds since the epoch; without it: now")
  private @Nullable Long timestampMs;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "20",
      description = "Rows, and dead letters, to show at most; without it: ${DEFAULT-VALUE}")
  private int rows;

  @Option(names = "--json", description = "One JSON document instead of tables")
  private boolean isJson;

  ViewPreviewCommand() {
    this(System.in);
  }

  ViewPreviewCommand(InputStream standardInput) {
    samples = new SampleOptions(standardInput);
  }

  @Override
  public Integer call() throws IOException {
    misuse()
        .ifPresent(it -> {
          throw new ParameterException(Objects.requireNonNull(spec).commandLine(), it);
        });
    return switch (ViewFile.check(file)) {
      case CheckedView.Valid(ViewDefinition view) -> preview(view);
      case CheckedView.Faulty faulty -> {
        var checks = new ViewChecks();
        checks.add(file.toString(), faulty);
        print(isJson ? Optional.of(checks.json()) : Optional.empty(), checks.lines());
        yield Main.FAULT;
      }
    };
  }

  private Optional<String> misuse() {
    if (topic != null && !samples.areLines()) {
      return Optional.of("--topic goes with --input only: frames of segments have a topic");
    }
    if (topic != null && !isTopic(topic)) {
      return Optional.of("--topic: '" + topic + "' is no topic: not empty, without + and #");
    }
    if (rows < 1 || rows > ROWS_MAX) {
      return Optional.of("--rows: " + rows + " is not between 1 and " + ROWS_MAX);
    }
    return !samples.areLines() && timestampMs != null
        ? Optional.of("--timestamp-ms goes with --input only: frames of segments have a time")
        : Optional.empty();
  }

  private static boolean isTopic(String text) {
    return !text.isEmpty()
        && text.chars().noneMatch(it -> it == '+' || it == '#' || it == '\0')
        && text.getBytes(UTF_8).length <= TOPIC_BYTES_MAX;
  }

  private int preview(ViewDefinition view) throws IOException {
    var preview = new Preview(view, rows);
    PrintWriter err = Main.err(spec);
    var reader =
        new SampleReader(
            stretch -> {
              preview.read(stretch);
              return preview.error().isEmpty();
            },
            it -> err.println("edgemq: " + it));
    long time = timestampMs == null ? InstantSource.system().millis() : timestampMs;
    samples.read(reader, time, Optional.ofNullable(topic));
    preview.error().ifPresent(it -> reader.complain("the view failed as a whole: " + it));
    err.flush();
    if (preview.error().isPresent()) {
      return Main.FAULT;
    }
    if (reader.isSound() || preview.counts().framesIn() > 0) {
      int width = StandardStream.OUT.width(Objects.requireNonNull(spec));
      print(
          isJson ? Optional.of(new PreviewJson(preview).text()) : Optional.empty(),
          new PreviewText(preview, width).lines());
    }
    return reader.isSound() ? Main.OK : Main.FAULT;
  }

  private void print(Optional<String> json, Iterable<String> lines) {
    PrintWriter out = Main.out(spec);
    json.ifPresentOrElse(out::println, () -> lines.forEach(out::println));
    out.flush();
  }
}
