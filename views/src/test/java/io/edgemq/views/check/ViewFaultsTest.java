package io.edgemq.views.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.views.check.CheckedView.Faulty;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ViewFaultsTest {
  private static final List<String> PIECES =
      List.of(
          "",
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "- ",
          "\n",
          "  ",
          "'",
          "\"",
          "*a ",
          "&a ",
          "!",
          "|",
          ">",
          "#",
          "%",
          "null",
          "5",
          "-1",
          "1e9",
          "$.a[",
          "{ lit: (a*{9} }",
          "fn: ",
          "args: ",
          "item: ",
          "decimal(",
          "list(",
          ")",
          "\t",
          "\u0000",
          "ä",
          "😀");

  static List<FaultCase> cases() throws IOException {
    try (InputStream in = ViewFaultsTest.class.getResourceAsStream("faults.txt")) {
      return FaultCase.of(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyFaultIsSaidWithItsPlace(FaultCase it) {
    assertThat(faults(it.yaml())).isEqualTo(it.faults());
  }

  @Test
  void thereAreManyCases() throws IOException {
    assertThat(cases()).hasSizeGreaterThan(130);
  }

  @Test
  void nothingIsEmpty() {
    assertThat(faults("")).containsExactly("1:1: is empty");
    assertThat(faults("\uFEFF")).containsExactly("1:1: is empty");
  }

  @Test
  void whatIsNotUtf8IsSaidWithItsPlace() {
    byte[] bytes = "name: v\nversion: \u00e4\u00e4?\n".getBytes(UTF_8);
    bytes[bytes.length - 2] = (byte) 0xFF;

    assertThat(faults(bytes)).containsExactly("2:12: is not UTF-8");
    assertThat(faults(new byte[] {'a', (byte) 0xC3})).containsExactly("1:2: is not UTF-8");
  }

  @Test
  void whatNoYamlHasIsSaidWithItsPlace() {
    assertThat(faults("name: v\nversion: \u0007\n"))
        .containsExactly("2:10: is not YAML: a character that has no place in it, U+0007");
  }

  @Test
  void manyLevelsAreRefusedBeforeAnythingRecurses() {
    for (String open : List.of("[", "{a: ", "- ")) {
      assertThat(faults(open.repeat(16_000)))
          .singleElement()
          .asString()
          .endsWith(": is nested more than 100 levels deep");
    }
  }

  @Test
  void aliasesOfAliasesAreCountedBeforeTheyArePutIn() {
    var yaml = new StringBuilder("a: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      yaml.append("b").append(i).append(": &a").append(i).append(" [");
      yaml.append(("*a" + (i - 1) + ", ").repeat(9)).append("]\n");
    }

    assertThat(faults(yaml.toString()))
        .containsExactly("5:25: is longer than 65536 characters with all aliases (*) put in");
  }

  @Test
  void longValuesAreNotRepeatedByAliasesEither() {
    String yaml = "a: &a '" + "x".repeat(30_000) + "'\nb: *a\nc: *a\n";

    assertThat(faults(yaml))
        .containsExactly("3:4: is longer than 65536 characters with all aliases (*) put in");
  }

  @Test
  void nothingIsReadForLongBecauseItIsLong() {
    String digits = "9".repeat(60_000);

    assertThat(faults(column("{ lit: " + digits + " }", "double")))
        .singleElement()
        .asString()
        .endsWith("…' is beyond all types of numbers");
    assertThat(faults(column("{ lit: '" + digits + "' }", "double")))
        .singleElement()
        .asString()
        .endsWith("…' cannot be cast to double");
    String lists = "list(".repeat(6_000) + "date" + ")".repeat(6_000);
    assertThat(faults(column("{ json_path: $ }", lists)))
        .singleElement()
        .asString()
        .endsWith("…' is no type");
  }

  private static String column(String expr, String type) {
    return Example.FLOW
        .replace("{ json_path: \"$.temp\" }", expr)
        .replace("type: double", "type: " + type);
  }

  @Test
  void regularExpressionsThatWouldTakeAllMemoryAreNotCompiled() {
    for (String regex :
        List.of(
            "((((a{100}){100}){100}){100})",
            "(?:(?:[)(]{999}){999}){999}",
            "((?:[[:alpha:](]{1000})\\Q(((\\E){1000}",
            "(".repeat(5000) + ")".repeat(5000),
            "a".repeat(60_000),
            "(a|b){2,1000}{2,1000}",
            "(x{1000,}y{0,1000}){1000}")) {
      assertThat(Regex.problem(regex))
          .hasValueSatisfying(it -> assertThat(it).contains("too large"));
    }
    for (String regex :
        List.of(
            "^[^/]+/\\d{4}-\\d{2}$",
            "(?i)(?P<n>[[:alpha:]{]+)\\Q{1000}{1000}\\E", "a{1000}", "[]}]")) {
      assertThat(Regex.problem(regex)).isEmpty();
    }
  }

  static Stream<Long> seeds() {
    Long seed = Long.getLong("seed");
    return seed != null ? Stream.of(seed) : LongStream.range(0, Long.getLong("seeds", 100)).boxed();
  }

  /// Anything may come of it but an exception.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverBecomesOfAGoodDefinitionIsReadOrRefused(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 50; i++) {
      var yaml =
          new StringBuilder(
              switch (random.nextInt(3)) {
                case 0 -> Example.FLOW;
                case 1 -> Example.BLOCK;
                default -> Example.EVERYTHING;
              });
      for (int mutation = random.nextInt(1, 6); mutation > 0; mutation--) {
        mutate(yaml, random);
      }
      CheckedView checked = ViewReader.read(yaml.toString().getBytes(UTF_8));
      if (checked instanceof Faulty(List<Fault> faults)) {
        assertThat(faults).isNotEmpty().allSatisfy(ViewFaultsTest::isWithin);
      }
    }
  }

  private static void isWithin(Fault fault) {
    assertThat(fault.line()).isPositive();
    assertThat(fault.column()).isPositive();
    assertThat(fault.message()).isNotBlank().doesNotContain("\n");
  }

  private static void mutate(StringBuilder yaml, RandomGenerator random) {
    int at = random.nextInt(yaml.length() + 1);
    int to = Math.min(yaml.length(), at + random.nextInt(12));
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    switch (random.nextInt(3)) {
      case 0 -> yaml.insert(at, piece);
      case 1 -> yaml.replace(at, to, piece);
      default -> {
        int from = random.nextInt(yaml.length());
        int end = Math.min(yaml.length(), from + random.nextInt(60));
        yaml.insert(at, yaml.substring(from, end));
      }
    }
  }

  private static List<String> faults(String yaml) {
    return faults(yaml.getBytes(UTF_8));
  }

  private static List<String> faults(byte[] yaml) {
    CheckedView checked = ViewReader.read(yaml);
    assertThat(checked).isInstanceOf(Faulty.class);
    return ((Faulty) checked).faults().stream().map(Fault::toString).toList();
  }
}
