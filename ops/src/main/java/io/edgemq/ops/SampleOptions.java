package io.edgemq.ops;

import io.edgemq.ops.tools.SampleReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// The options of commands that look at messages: where these are.
final class SampleOptions {
  private static final String STANDARD_INPUT = "-";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private @Nullable Origin origin;

  private final InputStream standardInput;

  /// @param standardInput what `-` reads
  SampleOptions(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  /// One of both.
  static final class Origin {
    @Option(
        names = "--segment",
        paramLabel = "FILE",
        arity = "1..*",
        description = {
          "Segment files: .wal of a node, .wal.zst of an object store. Tenant, endpoint, instance,"
              + " epoch and segment are those that the path names as a node names it; what it does"
              + " not name is \"unknown\" or 1"
        })
    private List<Path> segments = new ArrayList<>();

    @Option(
        names = "--input",
        paramLabel = "FILE",
        description =
            "Lines of text, each a message, as sent over HTTP; - reads stdin. Tenant, endpoint and"
                + " instance are \"unknown\"")
    private @Nullable String input;
  }

  /// Whether lines are read, and not segments.
  boolean areLines() {
    return origin != null && origin.input != null;
  }

  /// Reads everything.
  ///
  /// @param timestampMs of lines
  /// @param topic of lines; empty if they are sent over HTTP
  void read(SampleReader reader, long timestampMs, Optional<String> topic) throws IOException {
    if (origin == null) {
      return;
    }
    for (Path segment : origin.segments) {
      reader.segment(segment);
    }
    String input = origin.input;
    if (input == null) {
      return;
    }
    if (input.equals(STANDARD_INPUT)) {
      reader.lines("stdin", standardInput, timestampMs, topic);
      return;
    }
    try (InputStream in = Files.newInputStream(Path.of(input))) {
      reader.lines(input, in, timestampMs, topic);
    } catch (NoSuchFileException _) {
      reader.complain(input + ": there is no such file");
    } catch (IOException e) {
      reader.complain("cannot read " + input + ": " + FailureDetails.line(e));
    }
  }
}
