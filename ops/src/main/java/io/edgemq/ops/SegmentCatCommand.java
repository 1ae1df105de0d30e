package io.edgemq.ops;

import io.edgemq.ops.tools.FrameLines;
import io.edgemq.ops.tools.SegmentFile;
import io.edgemq.ops.tools.StandardStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq segment cat`: the frames of segment files as NDJSON.
@Command(
    name = "cat",
    description = {
      "Prints the frames of segment files, one JSON object a line: file, offset, ts (milliseconds"
          + " since the epoch), format (0 HTTP, 3 MQTT), topic (null for HTTP), and payload, or"
          + " payload_base64 where it is not UTF-8.",
      "What is damaged is told on stderr, reading goes on behind it, and the exit code is 1."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq segment cat seg-00000001.wal.zst | head -3",
      "  edgemq segment cat data/wal/acme/plant/0/*/*.wal",
      "  edgemq segment cat seg-00000001.wal.zst | jq -r .payload"
    })
final class SegmentCatCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Segment files: .wal of a node, .wal.zst of an object store")
  private List<Path> files = new ArrayList<>();

  private final OutputStream out;
  private boolean isSound = true;

  /// Writes to stdout itself: a PrintStream would keep it secret that nobody reads any more.
  SegmentCatCommand() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  SegmentCatCommand(OutputStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    try (var lines = new FrameLines(out, this::complain)) {
      for (Path file : files) {
        byte[] raw;
        try {
          raw = SegmentFile.read(file);
        } catch (IOException e) {
          complain(String.valueOf(e.getMessage()));
          continue;
        }
        lines.write(file.toString(), raw);
      }
    } catch (IOException e) {
      if (!isReaderGone(e)) {
        throw e;
      }
    }
    return isSound ? Main.OK : Main.FAULT;
  }

  private void complain(String what) {
    isSound = false;
    Main.err(spec).println("edgemq: " + what);
    Main.err(spec).flush();
  }

  /// Whether the program behind the pipe has read enough, as `head` does. The message alone does
  /// not tell, it may be in the user's language.
  static boolean isReaderGone(IOException e) {
    return StandardStream.OUT.isPipe() || String.valueOf(e.getMessage()).contains("Broken pipe");
  }
}
