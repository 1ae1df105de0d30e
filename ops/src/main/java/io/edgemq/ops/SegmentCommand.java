package io.edgemq.ops;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq segment`: what can be done with segment files.
@Command(
    name = "segment",
    description = "Looks into segment files.",
    footerHeading = "%nExamples:%n",
    footer = "  edgemq segment cat seg-00000001.wal.zst",
    subcommands = {SegmentCatCommand.class})
final class SegmentCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }
}
