package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// What every command of the program has: the model that picocli has of it, and the page about it.
class CommandModelTest {
  private static final Path PAGE = Path.of("../docs/commands.md");

  /// Commands whose results programs may want to read.
  private static final List<String> WITH_JSON =
      List.of(
          "edgemq gen",
          "edgemq verify",
          "edgemq receipt",
          "edgemq view check",
          "edgemq view preview",
          "edgemq render",
          "edgemq dlq replay",
          "edgemq adopt",
          "edgemq admin list",
          "edgemq admin show",
          "edgemq admin key list");

  static Stream<CommandSpec> commands() {
    return below(Main.commandLine());
  }

  private static Stream<CommandSpec> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command.getCommandSpec()),
        command.getSubcommands().values().stream().distinct().flatMap(CommandModelTest::below));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandSaysWhatItDoesWithAnExampleOfItself(CommandSpec command) {
    assertThat(command.usageMessage().description()).isNotEmpty();
    assertThat(command.usageMessage().footer())
        .anyMatch(it -> isExample(it, command.qualifiedName()));
    assertThat(command.usageMessage().footer())
        .filteredOn(it -> it.startsWith("  "))
        .allMatch(it -> it.length() < 100);
  }

  /// A line that calls the command, perhaps behind another one.
  private static boolean isExample(String line, String command) {
    return line.matches("  (.*[|(] ?)?" + Pattern.quote(command) + "( .*)?");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anExampleHasOnlyCommandsAndOptionsThatThereAre(CommandSpec command) {
    for (String line : command.usageMessage().footer()) {
      for (String each : line.split("[|(]", -1)) {
        if (each.strip().startsWith("edgemq ")) {
          requireKnown(each.strip());
        }
      }
    }
  }

  private static void requireKnown(String example) {
    CommandLine command = Main.commandLine();
    for (String word : example.substring("edgemq ".length()).split("[ )>]+", -1)) {
      if (word.startsWith("-") && word.length() > 1) {
        String option = word.replaceFirst("=.*", "");
        assertThat(command.getCommandSpec().optionsMap()).as(example).containsKey(option);
      } else if (command.getSubcommands().containsKey(word)) {
        command = command.getSubcommands().get(word);
      }
    }
    assertThat(command.getCommandSpec().parent()).as(example).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionAndParameterIsDescribed(CommandSpec command) {
    for (OptionSpec option : command.options()) {
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      assertThat(parameter.description()).as(parameter.paramLabel()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void exitCodesAreInTheHelpOfACommand(CommandSpec command) {
    assertThat(command.usageMessage().exitCodeList().keySet())
        .containsExactly("  0", "  1", "  2", " 69", " 70", " 75", "143");
    assertThat(List.of(Main.OK, Main.FAULT, Main.USAGE, Main.UNEXPECTED, Main.LEFT_BEHIND))
        .containsExactly(0, 1, 2, 70, 75);
  }

  @Test
  void theHelpOfEveryCommandIsReadableOnATerminal() {
    commands()
        .forEach(command ->
            assertThat(command.commandLine().setUsageHelpWidth(80).getUsageMessage().lines())
                .as(command.qualifiedName())
                .allMatch(it -> it.length() <= 100));
  }

  @Test
  void whatProgramsReadIsThereAsJson() {
    assertThat(
            commands()
                .filter(it -> it.optionsMap().containsKey("--json"))
                .map(CommandSpec::qualifiedName))
        .containsAll(WITH_JSON);
  }

  @Test
  void thePageHasEveryCommandAndNoOther() throws IOException {
    List<String> named =
        Pattern.compile("^\\| \\[?`edgemq ([a-z ]+?)`", Pattern.MULTILINE)
            .matcher(Files.readString(PAGE, UTF_8))
            .results()
            .map(it -> "edgemq " + it.group(1))
            .toList();

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            commands()
                .filter(it -> it.subcommands().isEmpty())
                .map(CommandSpec::qualifiedName)
                .toList());
  }

  @Test
  void thePageHasTheExitCodesOfTheHelp() throws IOException {
    List<String> codes = new ArrayList<>();
    Pattern.compile("^\\| ([0-9]+(?:, [0-9]+)*) \\|", Pattern.MULTILINE)
        .matcher(Files.readString(PAGE, UTF_8))
        .results()
        .map((MatchResult it) -> it.group(1).split(", "))
        .forEach(it -> codes.addAll(Arrays.asList(it)));

    assertThat(codes).containsExactly("0", "1", "2", "69", "70", "75", "143", "130");
  }

  @Test
  void thePageNamesOnlyOptionsThatThereAre() throws IOException {
    List<String> all =
        commands().flatMap(it -> it.optionsMap().keySet().stream()).distinct().toList();

    assertThat(
            Pattern.compile("`(--[a-z-]+)")
                .matcher(Files.readString(PAGE, UTF_8))
                .results()
                .map(it -> it.group(1)))
        .isNotEmpty()
        .isSubsetOf(all);
  }
}
