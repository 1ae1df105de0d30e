package io.edgemq.ops;

import io.edgemq.ops.tools.ViewChecks;
import io.edgemq.ops.tools.ViewFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq view check`: whether definitions of views are right.
@Command(
    name = "check",
    description = {
      "Checks definitions of views, one in each file, and lists everything that is wrong with them,"
          + " each fault as FILE:LINE:COLUMN: path: what. The grammar is in docs/views.md.",
      "Exit code 1 if there is a fault, or a file cannot be read; the others are checked then too."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq view check views/temperature_readings.yaml",
      "  edgemq view check views/*.yaml",
      "  edgemq view check --json views/*.yaml"
    })
final class ViewCheckCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "YAML, one view in each")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", description = "One JSON document instead of lines")
  private boolean isJson;

  @Override
  public Integer call() {
    var checks = new ViewChecks();
    boolean areRead = true;
    for (Path file : files) {
      try {
        checks.add(file.toString(), ViewFile.check(file));
      } catch (IOException e) {
        areRead = false;
        Main.err(spec).println("edgemq: cannot read " + file + ": " + FailureDetails.line(e));
        Main.err(spec).flush();
      }
    }
    if (isJson) {
      Main.out(spec).println(checks.json());
    } else {
      checks.lines().forEach(Main.out(spec)::println);
    }
    Main.out(spec).flush();
    return areRead && checks.areSound() ? Main.OK : Main.FAULT;
  }
}
