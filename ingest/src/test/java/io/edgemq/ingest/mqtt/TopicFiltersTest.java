package io.edgemq.ingest.mqtt;

import static io.edgemq.ingest.mqtt.Packets.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFiltersTest {
  private static final String CLIENT_ID = "dev-7";
  private static final String USER_NAME = "ünï";

  @ParameterizedTest(name = "{0} allows {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a            | a
          a/b          | a/b
          /            | /
          //           | //
          /a           | /a
          ä/水/😀        | ä/水/😀
          +            | a
          +/b          | a/b
          a/+          | a/b
          a/+          | a/
          a/+/c        | a/b/c
          a/+/c        | a//c
          +/+          | /
          +/+/+        | a/b/c
          a/#          | a
          a/#          | a/
          a/#          | a/b
          a/#          | a/b/c/d
          +/#          | a
          +/#          | a/b
          /#           | /
          /#           | /a/b
          $x/#         | $x/y
          +            | $x
          +/#          | $SYS/x
          %c           | dev-7
          in/%c/#      | in/dev-7/t
          in/%c/#      | in/dev-7
          in/x-%c-y/+  | in/x-dev-7-y/t
          %u/%c        | ünï/dev-7
          100%%/a      | 100%/a
          %%c          | %c
          """)
  void aFilterAllowsWhatItMatches(String filter, String topic) {
    assertThat(allows(filter, topic)).isTrue();
  }

  @ParameterizedTest(name = "{0} does not allow {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a            | b
          a            | A
          a            | a/
          a            | /a
          a            | ab
          ab           | a
          a/b          | a
          a/b          | a/b/c
          +            | a/b
          +            | /
          +            | a/
          a/+          | a
          a/+          | a/b/c
          a/+/c        | a/b/d
          a/+/c        | a/b/x/c
          a/#          | ab
          a/#          | b
          a/#          | ab/c
          a/b/#        | a
          /#           | a
          a/+/#        | a
          +/b/#        | a/c
          %c           | %c
          %c           | dev-
          %c           | dev-77
          in/%c/#      | in/dev-8/t
          in/%c/#      | in/dev-7x
          in/%u        | in/dev-7
          ä            | ã
          """)
  void aFilterDoesNotAllowTheRest(String filter, String topic) {
    assertThat(allows(filter, topic)).isFalse();
  }

  @Test
  void everythingIsNotLookedAt() {
    assertThat(filters(List.of(List.of("a", "#"), List.of("#")))).isSameAs(TopicFilters.ALL);
    assertThat(filters(List.of())).isSameAs(TopicFilters.ALL);
    assertThat(TopicFilters.ALL.allow(utf8("$SYS/+"), 0, 6)).isTrue();
  }

  @Test
  void oneFilterOfEachListIsEnough() {
    TopicFilters filters = filters(List.of(List.of("a/#", "b/#"), List.of("+/1", "+/2")));

    assertThat(allows(filters, "a/1")).isTrue();
    assertThat(allows(filters, "b/2")).isTrue();
    assertThat(allows(filters, "a/3")).isFalse();
    assertThat(allows(filters, "c/1")).isFalse();
  }

  @Test
  void aListWithoutAFilterAllowsNothing() {
    assertThat(allows(filters(List.of(List.of())), "a")).isFalse();
  }

  /// Names that would change what the filter means.
  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/b", "+", "#", "a+", "#a", "+/#"})
  void aNameThatIsNotOneLevelAllowsNothing(String name) {
    var filters = List.of(List.of("in/%c", "in/%c/#", "%c"));
    var ofUser = List.of(List.of("in/%u", "in/%u/#", "%u"));
    for (String topic : List.of("in/" + name, "in/x", "in/", "in", "in/a/b", "x", name)) {
      assertThat(allows(TopicFilters.of(filters, utf8(name), null), topic)).as(topic).isFalse();
      assertThat(allows(TopicFilters.of(ofUser, utf8("c"), utf8(name)), topic)).as(topic).isFalse();
    }
  }

  @Test
  void otherFiltersOfTheListStillCount() {
    var filters = TopicFilters.of(List.of(List.of("%c/#", "%u/#", "x")), utf8("#"), null);

    assertThat(allows(filters, "x")).isTrue();
    assertThat(allows(filters, "y")).isFalse();
  }

  /// What a name says is not read a second time.
  @Test
  void aNameIsTakenAsItIs() {
    var filters = TopicFilters.of(List.of(List.of("%c")), utf8("%u"), utf8("joe"));

    assertThat(allows(filters, "%u")).isTrue();
    assertThat(allows(filters, "joe")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"#", "+", "a", "/", "a/#", "+/+/#", "a b", "$x", "%c", "%%", "%%c", "x%u/y", "é"})
  void thisIsAFilter(String text) {
    assertThat(TopicFilters.isFilter(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "#/", "a#", "#a", "a/#/b", "##", "a+", "+a", "a/+b", "++", "+#", "%", "%x", "a/%",
        "%%%", "%C", "\0", "a\0", "\uD800", "%c#"
      })
  void thisIsNone(String text) {
    assertThat(TopicFilters.isFilter(text)).isFalse();
  }

  @Test
  void aFilterIsNoLongerThanATopic() {
    assertThat(TopicFilters.isFilter("ä".repeat(32_767) + "a")).isTrue();
    assertThat(TopicFilters.isFilter("ä".repeat(32_768))).isFalse();
  }

  static LongStream seeds() {
    return Seeds.upTo(300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsAllowedIsWhatComparingLevelsAllows(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      String clientId = text(random, "ab/+#$ü", 3);
      String userName = random.nextInt(4) == 0 ? null : text(random, "ab/+#$ü", 3);
      List<List<String>> lists = lists(random);
      String topic = text(random, "ab/$ü%", 8);
      byte[] around = utf8("a/" + topic + "/b");
      int from = 2;

      boolean allowed =
          TopicFilters.of(lists, utf8(clientId), userName == null ? null : utf8(userName))
              .allow(around, from, around.length - 2);

      assertThat(allowed)
          .as("%s, client %s, user %s, topic %s", lists, clientId, userName, topic)
          .isEqualTo(
              lists.stream()
                  .allMatch(list ->
                      list.stream().anyMatch(it -> matches(it, clientId, userName, topic))));
    }
  }

  private static List<List<String>> lists(Random random) {
    List<List<String>> lists = new ArrayList<>();
    for (int list = random.nextInt(3); list > 0; list--) {
      List<String> filters = new ArrayList<>();
      while (filters.size() < 3) {
        String text = text(random, "ab/+#$ü%cu", 8);
        if (TopicFilters.isFilter(text)) {
          filters.add(text);
        }
      }
      lists.add(filters);
    }
    return lists;
  }

  private static String text(Random random, String alphabet, int lengthMax) {
    var text = new StringBuilder();
    for (int length = random.nextInt(lengthMax + 1); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /// The rule, level by level.
  private static boolean matches(
      String filter, String clientId, @Nullable String userName, String topic) {
    String[] wanted = filter.split("/", -1);
    String[] there = topic.split("/", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("#")) {
        return true;
      }
      if (i == there.length) {
        return false;
      }
      if (!wanted[i].equals("+") && !matchesLevel(wanted[i], clientId, userName, there[i])) {
        return false;
      }
    }
    return wanted.length == there.length;
  }

  private static boolean matchesLevel(
      String wanted, String clientId, @Nullable String userName, String there) {
    if (isSpoiled(wanted, clientId, userName)) {
      return false;
    }
    String name = userName == null ? "" : userName;
    return wanted
        .replace("%%", "\0")
        .replace("%c", "\1")
        .replace("%u", "\2")
        .replace("\1", clientId)
        .replace("\2", name)
        .replace("\0", "%")
        .equals(there);
  }

  private static boolean isSpoiled(String text, String clientId, @Nullable String userName) {
    String rest = text.replace("%%", "");
    return (rest.contains("%c") && !clientId.matches("[^/+#]+"))
        || (rest.contains("%u") && (userName == null || !userName.matches("[^/+#]+")));
  }

  private static boolean allows(String filter, String topic) {
    return allows(filters(List.of(List.of(filter))), topic);
  }

  private static TopicFilters filters(List<List<String>> lists) {
    return TopicFilters.of(lists, utf8(CLIENT_ID), utf8(USER_NAME));
  }

  private static boolean allows(TopicFilters filters, String topic) {
    byte[] bytes = utf8("/" + topic + "/");
    return filters.allow(bytes, 1, bytes.length - 1);
  }
}
