package io.edgemq.views.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Patterns and parts of texts, held against plain ways to look for them, and hostile ones.
final class PatternTest {
  private static final int ROUNDS = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void likeFindsWhatTryingEverythingFinds(int seed) throws Unfit {
    var random = new Random(Integer.getInteger("seed", seed));
    int matches = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String text = text(random, "ab🌡", 8);
      String pattern = text(random, "ab🌡%%%___", 7);
      boolean expected = isLike(text.codePoints().toArray(), 0, pattern.codePoints().toArray(), 0);
      matches += expected ? 1 : 0;
      assertThat(new LikePattern(pattern).matches(text))
          .describedAs("'%s' like '%s'", text, pattern)
          .isEqualTo(expected);
    }
    assertThat(matches).isBetween(ROUNDS / 20, ROUNDS / 2);
  }

  private static boolean isLike(int[] text, int at, int[] pattern, int in) {
    if (in == pattern.length) {
      return at == text.length;
    }
    if (pattern[in] == '%') {
      return isLike(text, at, pattern, in + 1)
          || (at < text.length && isLike(text, at + 1, pattern, in));
    }
    return at < text.length
        && (pattern[in] == '_' || pattern[in] == text[at])
        && isLike(text, at + 1, pattern, in + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aLongPartIsFoundWhereItIs(int seed) {
    var random = new Random(Integer.getInteger("seed", seed));
    int found = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String some = text(random, "aab", 6) + "b";
      String part = some.repeat(50).substring(random.nextInt(5), 40 + random.nextInt(5));
      String text = some.repeat(9) + text(random, "ab", 4) + some.repeat(30) + "b";
      int from = random.nextInt(text.length());
      int expected = text.indexOf(part, from);
      found += expected < 0 ? 0 : 1;
      assertThat(new Part(part).in(text, from))
          .describedAs("'%s' in '%s' from %d", part, text, from)
          .isEqualTo(expected);
    }
    assertThat(found).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
  }

  @Test
  void hostilePatternsEnd() throws Unfit {
    String text = "a".repeat(1 << 20);
    String half = "a".repeat(1 << 19);

    assertThat(new LikePattern("%" + half + "b%").matches(text)).isFalse();
    assertThat(new LikePattern("%a".repeat(1 << 18)).matches(text)).isTrue();
    assertThat(new LikePattern("%a_".repeat(1 << 18) + "b").matches(text)).isFalse();
    assertThat(new Part("b" + half).in(text, 0)).isEqualTo(-1);
    assertThat(new Part(half + "b").in(text, 0)).isEqualTo(-1);
    assertThatThrownBy(() -> new LikePattern("%_" + half + "b%").matches(text))
        .isInstanceOf(Unfit.class)
        .hasMessage("a pattern that takes more than 16777216 comparisons");
  }

  @Test
  void replacingAndSplittingByLongPartsWork() throws Unfit {
    String separator = "ab".repeat(40);
    String text = "x" + separator + "y" + separator + "z";

    assertThat(TextFunctions.replace(text, new Part(separator), "-")).isEqualTo("x-y-z");
    for (long n : List.of(2L, -2L)) {
      assertThat(TextFunctions.splitPart(text, new Part(separator), n)).isEqualTo("y");
    }
  }

  private static String text(Random random, String of, int lengthMax) {
    int[] characters = of.codePoints().toArray();
    var text = new StringBuilder();
    int length = random.nextInt(lengthMax + 1);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }
}
