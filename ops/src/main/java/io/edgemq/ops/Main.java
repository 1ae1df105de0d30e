package io.edgemq.ops;

import io.edgemq.ops.node.LeftBehind;
import io.edgemq.ops.settings.ProgramVersion;
import io.edgemq.ops.settings.Redaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `edgemq` program. Results go to stdout, everything else to stderr.
@Command(
    name = "edgemq",
    description = "Takes in MQTT, acknowledges what is on disk, and ships it to your object store.",
    scope = CommandLine.ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done, nothing wrong",
      "  1:a fault was found, or something outside the program failed (disk, network, port in use)",
      "  2:wrong usage or settings",
      " 69:no JDK 25 or no build (from the launcher)",
      " 70:unexpected failure; the message says where the details are",
      " 75:the cluster has gone on without this node; start it again",
      "143:a node was told to stop by SIGTERM, and did in order (130: by Ctrl-C)"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq demo",
      "  edgemq start --config edge.conf",
      "  edgemq verify data/objects",
      "  edgemq start --help",
      "",
      "All commands: docs/commands.md. EDGEMQ_LOG=DEBUG logs more; EDGEMQ_DEBUG=1",
      "prints stack traces."
    },
    subcommands = {
      DemoCommand.class,
      StartCommand.class,
      GenCommand.class,
      VerifyCommand.class,
      ReceiptCommand.class,
      SegmentCommand.class,
      ViewCommand.class,
      RenderCommand.class,
      DeadLettersCommand.class,
      ReplayCommand.class,
      AdoptCommand.class,
      AdminCommand.class,
      BenchCommand.class,
      CompletionCommand.class
    })
public final class Main implements Runnable {
  /// Done, nothing wrong.
  static final int OK = 0;

  /// A fault was found, or something outside the program failed.
  static final int FAULT = 1;

  /// Wrong usage or settings.
  static final int USAGE = 2;

  /// Unexpected: our mistake.
  static final int UNEXPECTED = 70;

  /// A node that its cluster has taken out: to be started again.
  static final int LEFT_BEHIND = 75;

  @CommandLine.Spec @Nullable CommandSpec spec;

  private final Map<String, String> environment;

  private Main(Map<String, String> environment) {
    this.environment = environment;
  }

  /// Runs one command and ends the JVM with its exit code.
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /// The program as picocli has it; tests give it writers of their own.
  static CommandLine commandLine() {
    return commandLine(System.getenv());
  }

  /// The same, with other variables in its environment for what is secret.
  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new Main(environment))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, _) -> wrongUsage(e))
        .setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()));
  }

  /// Without a command: says what there is.
  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }

  /// Where a command's results go.
  static PrintWriter out(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  /// Where a command's messages to people go.
  static PrintWriter err(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  /// The variables that a command may read what is secret from.
  static Map<String, String> environment(@Nullable CommandSpec spec) {
    return ((Main) Objects.requireNonNull(spec).root().userObject()).environment;
  }

  private static int wrongUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("edgemq: " + Redaction.withoutKeys(misuse(e)));
    if (!UnmatchedArgumentException.printSuggestions(e, err)
        && !command.getSubcommands().isEmpty()) {
      err.println("Commands: " + String.join(", ", command.getSubcommands().keySet()));
    }
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return USAGE;
  }

  /// What is wrong, in words that do without counting arguments.
  private static String misuse(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !command.getSubcommands().isEmpty()) {
      return "%s has no command '%s'"
          .formatted(command.getCommandSpec().qualifiedName(), unmatched.getUnmatched().getFirst());
    }
    return String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
  }

  private static int failed(Exception e, PrintWriter err) {
    boolean isOutside = e instanceof IOException || e instanceof UncheckedIOException;
    err.println("edgemq: " + FailureDetails.line(e));
    if (FailureDetails.isWanted(System.getenv("EDGEMQ_DEBUG"))) {
      err.println(FailureDetails.text(e));
    } else if (!isOutside) {
      err.println(FailureDetails.kept(e));
    }
    err.flush();
    if (e instanceof LeftBehind) {
      return LEFT_BEHIND;
    }
    return isOutside ? FAULT : UNEXPECTED;
  }

  /// The version in the jar, and what runs it.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = ProgramVersion.ofJar().orElse("(not packaged)");
      return new String[] {"edgemq " + version, "Java " + Runtime.version()};
    }
  }
}
