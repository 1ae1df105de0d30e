package io.edgemq.ops;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/// One call of the program in this JVM, with what it printed.
record ProgramRun(int exitCode, String out, String err) {
  static ProgramRun of(String... arguments) {
    return of(Main.commandLine(), arguments);
  }

  /// With these variables in its environment for what is secret, and no others.
  static ProgramRun of(Map<String, String> environment, String... arguments) {
    return of(Main.commandLine(environment), arguments);
  }

  static ProgramRun of(CommandLine program, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        program
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new ProgramRun(exitCode, out.toString(), err.toString());
  }
}
