package io.edgemq.views.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.views.definition.ViewDefinition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Names of members that all have the same place in the parser's table of names, whatever its seed.
/// The table refuses more of them than it takes to slow it down; that must be the fault of a
/// message that has them, not of the ones behind it.
final class CollidingNamesTest {
  private static final int MULTIPLIER = 33;
  private static final int SUM = 0x12345678;

  private static final ViewDefinition WHOLE =
      Rendering.view(
          """
          name: v
          version: 1
          format: json
          definition:
            columns:
              - { name: n, expr: { json_path: $.n }, type: bigint }
            output: { format: parquet }
          """);

  private static final ViewDefinition ELEMENTS =
      Rendering.view(
          """
          name: v
          version: 1
          format: json
          definition:
            unnest: { json_path: $.a }
            columns:
              - { name: n, expr: { item: $.n }, type: bigint }
            output: { format: parquet }
          """);

  /// Different names of eight characters. Such a name is two numbers to the parser, and its hash
  /// begins as the sum of the first, mixed, and of the second, multiplied; the seed comes later.
  private static List<String> names(int count) {
    var random = new Random(1);
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < count) {
      int second = random.nextInt();
      String name = text(unmixed(SUM - second * MULTIPLIER)) + text(second);
      if (name.chars().allMatch(it -> it > ' ' && it <= '~' && it != '"' && it != '\\')) {
        names.add(name);
      }
    }
    return List.copyOf(names);
  }

  /// What mixes to this: `x += x >>> 15; x ^= x >>> 9`.
  private static int unmixed(int mixed) {
    int sum = mixed;
    for (int i = 0; i < 4; i++) {
      sum = mixed ^ (sum >>> 9);
    }
    int x = sum;
    for (int i = 0; i < 4; i++) {
      x = sum - (x >>> 15);
    }
    return x;
  }

  private static String text(int quad) {
    return new String(
        new char[] {
          (char) (quad >>> 24),
          (char) (quad >>> 16 & 0xFF),
          (char) (quad >>> 8 & 0xFF),
          (char) (quad & 0xFF)
        });
  }

  private static String object(List<String> names, int n) {
    return "{\"n\":%d,\"%s\":0}".formatted(n, String.join("\":0,\"", names));
  }

  @Test
  void oneMessageThatIsFullOfThemIsNotJson() {
    List<String> names = names(6_000);

    assertThat(Rendering.of(List.of(WHOLE), Rendering.http(object(names, 1), "{\"n\":2}")).lines)
        .satisfiesExactly(
            it -> assertThat(it).startsWith("dead 0 - not_json ").contains("hash collisions"),
            it -> assertThat(it).isEqualTo("row 0 [2] []"));
  }

  @Test
  void messagesThatHaveAFewEachAreRead() {
    List<String> names = names(6_000);
    List<String> messages =
        IntStream.range(0, 600)
            .mapToObj(i -> object(names.subList(i * 10, i * 10 + 10), i))
            .toList();

    Rendering rendering =
        Rendering.of(List.of(WHOLE), Rendering.http(messages.toArray(String[]::new)));

    assertThat(rendering.lines)
        .isEqualTo(IntStream.range(0, 600).mapToObj(i -> "row 0 [" + i + "] []").toList());
  }

  @Test
  void arraysThatHaveAFewEachAreRead() {
    List<String> names = names(6_000);
    List<String> messages =
        IntStream.range(0, 300)
            .mapToObj(i ->
                "{\"a\":[%s,%s]}"
                    .formatted(
                        object(names.subList(i * 20, i * 20 + 10), 2 * i),
                        object(names.subList(i * 20 + 10, i * 20 + 20), 2 * i + 1)))
            .toList();

    Rendering rendering =
        Rendering.of(List.of(ELEMENTS), Rendering.http(messages.toArray(String[]::new)));

    assertThat(rendering.lines)
        .isEqualTo(IntStream.range(0, 600).mapToObj(i -> "row 0 [" + i + "] []").toList());
  }
}
