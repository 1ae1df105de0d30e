package io.edgemq.ops;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// One call of the program in this JVM, with what it printed.
record ProgramRun(int exitCode, String out, String err) {
  static ProgramRun of(String... arguments) {
    return of(Main.commandLine(), arguments);
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
