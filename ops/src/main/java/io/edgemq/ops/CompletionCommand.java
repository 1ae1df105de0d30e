package io.edgemq.ops;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq completion`: a script that completes commands and options.
@Command(
    name = "completion",
    description = {
      "Prints a script that lets the shell complete commands, options and their values, for edgemq and"
          + " for ./edgemq. Bash needs 3.2 or newer; zsh runs the same script by its bashcompinit."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(edgemq completion bash)",
      "  source <(edgemq completion zsh)",
      "  edgemq completion bash > ~/.local/share/bash-completion/completions/edgemq",
      "",
      "The first two are for this shell; to have it in all, put them in ~/.bashrc or ~/.zshrc."
    })
final class CompletionCommand implements Callable<Integer> {
  /// Shells that can be helped.
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private @Nullable Shell shell;

  @Override
  public Integer call() {
    CommandLine program = Objects.requireNonNull(spec).root().commandLine();
    // Places and prefixes may be folders, which picocli does not know of: where it knows of
    // nothing,
    // the shell completes files.
    String script =
        AutoComplete.bash(program.getCommandName(), program)
            .replace("compopt +o default", "compopt -o default");
    // zsh has to be told to take bash's way; what picocli says for it leaves compinit out.
    Main.out(spec)
        .print(shell == Shell.ZSH ? "autoload -U +X compinit && compinit -u\n" + script : script);
    Main.out(spec).flush();
    return Main.OK;
  }
}
