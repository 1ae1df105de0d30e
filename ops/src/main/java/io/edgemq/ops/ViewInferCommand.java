package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.ops.tools.Quantities;
import io.edgemq.ops.tools.SampleReader;
import io.edgemq.ops.tools.SeenTable;
import io.edgemq.ops.tools.StandardStream;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.views.check.TopicFilter;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.rows.MessageParts;
import io.edgemq.views.sample.Inference;
import io.edgemq.views.sample.Proposal;
import io.edgemq.views.sample.Stretch;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
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

/// `edgemq view infer`: a definition for messages that are there.
@Command(
    name = "infer",
    description = {
      "Proposes a view for sample messages: its definition goes to stdout, what was seen to stderr."
          + " It makes rows of all samples that are JSON; what is doubtful stands in comments."
          + " Whole numbers become bigint however small they are, since casts are strict and a"
          + " counter grows.",
      "A proposal is for you to look through. It is never applied by itself.",
      "Exit code 1 if no sample is JSON, or if something cannot be read."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq view infer --segment data/wal/acme/plant/0/*/*.wal > view.yaml",
      "  edgemq view infer --segment seg-00000001.wal.zst --topic 'sensors/+/temp'",
      "  edgemq view infer --name readings --input readings.ndjson",
      "  mosquitto_sub -t 'sensors/#' -C 500 | edgemq view infer --input -"
    })
final class ViewInferCommand implements Callable<Integer> {
  private static final int NAME_LENGTH_SHOWN = 80;

  /// Nobody looks at it.
  private static final long NO_TIME = 0;

  @Spec @Nullable CommandSpec spec;

  @Mixin private final SampleOptions options;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "inferred",
      description = "Name of the view; without it: ${DEFAULT-VALUE}")
  private String name = "";

  @Option(
      names = "--topic",
      paramLabel = "FILTER",
      description =
          "Only messages to topics that match this filter, with + and #, which becomes the view's"
              + " where. Lines of --input have no topic and are all taken")
  private @Nullable String topic;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Messages to look at, the first ones; without it: ${DEFAULT-VALUE}")
  private int samplesMax;

  private final Inference inference = new Inference();

  ViewInferCommand() {
    this(System.in);
  }

  ViewInferCommand(InputStream standardInput) {
    options = new SampleOptions(standardInput);
  }

  @Override
  public Integer call() throws IOException {
    misuse()
        .ifPresent(it -> {
          throw new ParameterException(Objects.requireNonNull(spec).commandLine(), it);
        });
    PrintWriter err = Main.err(spec);
    var reader = new SampleReader(this::take, it -> err.println("edgemq: " + it));
    options.read(reader, NO_TIME, Optional.empty());
    Optional<Proposal> proposal = inference.propose(name, Optional.ofNullable(topic));
    if (proposal.isEmpty()) {
      err.println(
          "edgemq: nothing to propose: %s, none of them JSON"
              .formatted(Quantities.count(inference.samples(), "message")));
      err.flush();
      return Main.FAULT;
    }
    Main.out(spec).print(proposal.get().yaml());
    Main.out(spec).flush();
    tell(proposal.get(), err);
    return reader.isSound() ? Main.OK : Main.FAULT;
  }

  private Optional<String> misuse() {
    if (!ViewDefinition.NAME.matcher(name).matches()) {
      String shown = name.substring(0, Math.min(name.length(), NAME_LENGTH_SHOWN));
      return Optional.of("--name: '" + shown + "' is not a name; allowed: " + ViewDefinition.NAME);
    }
    if (topic != null && !TopicFilter.isFilter(topic)) {
      return Optional.of("--topic: '" + topic + "' is no MQTT topic filter");
    }
    return samplesMax < 1
        ? Optional.of("--samples: " + samplesMax + " is less than 1")
        : Optional.empty();
  }

  private boolean take(Stretch stretch) {
    FrameReader frames = stretch.frames();
    while (inference.samples() < samplesMax && frames.next()) {
      Optional<String> its = topic(stretch, frames);
      if (isWanted(stretch, its)) {
        int from = frames.messageFrom();
        inference.add(stretch.bytes(), from, from + frames.messageBytes(), its);
      }
    }
    return inference.samples() < samplesMax;
  }

  private boolean isWanted(Stretch stretch, Optional<String> its) {
    String filter = topic;
    return filter == null
        || stretch.isOfLines()
        || its.filter(it -> MessageParts.topicMatches(it, filter)).isPresent();
  }

  private static Optional<String> topic(Stretch stretch, FrameReader frame) {
    return frame.format() == Frame.FORMAT_MQTT
        ? Optional.of(new String(stretch.bytes(), frame.topicFrom(), frame.topicBytes(), UTF_8))
        : Optional.empty();
  }

  private void tell(Proposal proposal, PrintWriter err) {
    err.println();
    int width = StandardStream.ERR.width(Objects.requireNonNull(spec));
    new SeenTable(proposal.seen(), width).lines().forEach(err::println);
    err.println();
    err.println(
        "%s, %s of them not JSON"
            .formatted(
                Quantities.count(inference.samples(), "message"),
                Quantities.count(inference.notJson())));
    err.flush();
  }
}
