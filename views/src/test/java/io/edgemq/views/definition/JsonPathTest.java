package io.edgemq.views.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.views.definition.JsonPath.Index;
import io.edgemq.views.definition.JsonPath.Malformed;
import io.edgemq.views.definition.JsonPath.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
  @Test
  void stepsAreNamesAndIndexes() throws Malformed {
    assertThat(JsonPath.parse("$").steps()).isEmpty();
    assertThat(JsonPath.parse("$.a[0]['b c'][12].d-2").steps())
        .containsExactly(
            new Member("a"), new Index(0), new Member("b c"), new Index(12), new Member("d-2"));
    assertThat(JsonPath.parse("$.größe.水.0").steps())
        .containsExactly(new Member("größe"), new Member("水"), new Member("0"));
    assertThat(JsonPath.parse("$['']['it\\'s']['\\\\']['a.b[0]']").steps())
        .containsExactly(
            new Member(""), new Member("it's"), new Member("\\"), new Member("a.b[0]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$",
        "$.a",
        "$.a.b[0][999999999]",
        "$['']",
        "$['a b'].c",
        "$['it\\'s']['\\\\']",
        "$['*']"
      })
  void aPathsTextIsReadBackAsThatPath(String text) throws Malformed {
    JsonPath path = JsonPath.parse(text);

    assertThat(path).hasToString(text);
    assertThat(JsonPath.parse(path.toString())).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""          | a path begins with $; see character 1
          a.b         | a path begins with $; see character 1
          $a          | a path goes on with .name, ['name'] or [0]; see character 2
          "$ "        | a path goes on with .name, ['name'] or [0]; see character 2
          $.          | a path has a name behind each point; others than a-z, 0-9, _ and - as ['name']; see character 3
          $.a.        | a path has a name behind each point; others than a-z, 0-9, _ and - as ['name']; see character 5
          $.'a'       | a path has a name behind each point; others than a-z, 0-9, _ and - as ['name']; see character 3
          $.a b       | a path goes on with .name, ['name'] or [0]; see character 4
          $..a        | a path has no recursion (..); see character 3
          $.*         | a path has no wildcards (*); see character 3
          $[*]        | a path has no wildcards (*); see character 3
          $[?(@.a)]   | a path has no filters; see character 3
          $[-1]       | a path has [0] or ['name'] as brackets; see character 3
          $[]         | a path has [0] or ['name'] as brackets; see character 3
          $[a]        | a path has [0] or ['name'] as brackets; see character 3
          $[0         | a path has [0] or ['name'] as brackets; see character 4
          $[0:2]      | a path has [0] or ['name'] as brackets; see character 4
          $[0,1]      | a path has [0] or ['name'] as brackets; see character 4
          $[1234567890] | a path has indexes of 9 digits at most; see character 3
          $['a        | a path has a ' behind each name that begins with one; see character 5
          $['a'       | a path has [0] or ['name'] as brackets; see character 6
          $['a\\n']    | a path has no \\ in names but as \\' and \\\\; see character 6
          $['a\\       | a path has no \\ in names but as \\' and \\\\; see character 6
          """)
  void whatIsWrongIsSaidWithItsPlace(String text, String message) {
    assertThatExceptionOfType(Malformed.class)
        .isThrownBy(() -> JsonPath.parse(text))
        .withMessage(message);
  }
}
