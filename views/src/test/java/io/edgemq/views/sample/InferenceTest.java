package io.edgemq.views.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InferenceTest {
  @Test
  void typesAreTheNarrowestThatAreNotFragile() {
    assertThat(
            Sampled.of(
                    """
                    {"i":1,"f":1.5,"m":1,"b":true,"d":"2026-01-31","t":"2026-01-31","s":"x","n":null,
                    "l":[1,null],"e":[],"w":9223372036854775808,"g":1e400,"o":[{"a":1}]}
                    """,
                    "{\"m\":1.5,\"t\":\"2026-01-31T10:00:00Z\"}")
                .columns())
        .containsExactly(
            "- { name: i, expr: { json_path: \"$.i\" }, type: bigint }",
            "- { name: f, expr: { json_path: \"$.f\" }, type: double }",
            "- { name: m, expr: { json_path: \"$.m\" }, type: double }",
            "- { name: b, expr: { json_path: \"$.b\" }, type: boolean }",
            "- { name: d, expr: { json_path: \"$.d\" }, type: date }",
            "- { name: t, expr: { json_path: \"$.t\" }, type: timestamp }",
            "- { name: s, expr: { json_path: \"$.s\" }, type: varchar }",
            "# only null was seen",
            "- { name: n, expr: { json_path: \"$.n\" }, type: varchar }",
            "- { name: l, expr: { json_path: \"$.l\" }, type: \"list(bigint)\" }",
            "# only empty arrays, or arrays of null, were seen",
            "- { name: e, expr: { json_path: \"$.e\" }, type: json }",
            "# has numbers of more than 64 bits",
            "- { name: w, expr: { json_path: \"$.w\" }, type: \"decimal(38,0)\" }",
            "# has numbers beyond a double",
            "- { name: g, expr: { json_path: \"$.g\" }, type: varchar }",
            "# is an array of objects; unnest makes a row of each",
            "- { name: o, expr: { json_path: \"$.o\" }, type: json }");
  }

  @Test
  void aPathThatChangesKindIsTextOrJson() {
    var sampled = new Sampled();
    for (int i = 0; i < 49; i++) {
      sampled.http("{\"t\":1,\"o\":{\"a\":1}}".getBytes(UTF_8));
    }
    sampled.http("{\"t\":\"hot\",\"o\":\"none\"}".getBytes(UTF_8));

    assertThat(sampled.columns())
        .containsExactly(
            "# changes kind: number in 98.0 %, text in 2.0 %",
            "- { name: t, expr: { json_path: \"$.t\" }, type: varchar }",
            "# changes kind: object in 98.0 %, text in 2.0 %",
            "- { name: o, expr: { json_path: \"$.o\" }, type: json }");
  }

  @Test
  void onlyWhatIsNeverMissingInEnoughSamplesIsRequired() {
    var sampled = new Sampled();
    for (int i = 0; i < 99; i++) {
      sampled.http("{\"always\":1,\"seldom\":1}".getBytes(UTF_8));
    }
    assertThat(sampled.columns()).noneMatch(it -> it.contains("required"));
    assertThat(sampled.proposal().yaml()).contains("# Few samples: ");

    sampled.http("{\"always\":1,\"seldom\":null}".getBytes(UTF_8));

    assertThat(sampled.columns())
        .containsExactly(
            "- { name: always, expr: { json_path: \"$.always\" }, type: bigint, required: true }",
            "- { name: seldom, expr: { json_path: \"$.seldom\" }, type: bigint }");
    assertThat(sampled.proposal().yaml()).doesNotContain("# Few samples: ");
  }

  @Test
  void aMemberThatALaterOneOfTheSameNameHidesIsNotThere() throws IOException {
    var sampled = new Sampled();
    for (int i = 0; i < 100; i++) {
      sampled.http("{\"a\":{\"b\":1},\"a\":{\"c\":2}}".getBytes(UTF_8));
    }

    assertThat(sampled.read().rowsOut()).isEqualTo(100);
    assertThat(sampled.columns())
        .containsExactly(
            "- { name: a_c, expr: { json_path: \"$.a.c\" }, type: bigint, required: true }");
  }

  @Test
  void namesThatAreNoneAreRenamedAndDifferInMoreThanCase() throws IOException {
    Sampled sampled = Sampled.of("{\"a b\":1,\"A b\":2,\"9\":3,\"\":4,\"dt\":5,\"x\":{\"y\":6}}");

    assertThat(sampled.columns())
        .containsExactly(
            "# renamed from 'a b'",
            "# another name differs from this one in case only",
            "- { name: a_b, expr: { json_path: \"$['a b']\" }, type: bigint }",
            "# renamed from 'A b'",
            "# another name differs from this one in case only",
            "- { name: A_b_2, expr: { json_path: \"$['A b']\" }, type: bigint }",
            "# renamed from '9'",
            "- { name: _9, expr: { json_path: \"$.9\" }, type: bigint }",
            "# renamed from ''",
            "- { name: _, expr: { json_path: \"$['']\" }, type: bigint }",
            "- { name: dt, expr: { json_path: \"$.dt\" }, type: bigint }",
            "- { name: x_y, expr: { json_path: \"$.x.y\" }, type: bigint }");
    sampled.read();
    assertThat(sampled.rows.getFirst().values()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(sampled.definition().output().partitions().getFirst().name()).isEqualTo("dt_2");
  }

  @Test
  void whatANameHoldsCannotLeaveItsPlaceInTheText() {
    Sampled sampled = Sampled.of("{\"a\\nname: evil\\u2028\\\"\\u0000\":1}");

    ViewDefinition view = sampled.definition();

    assertThat(view.name()).isEqualTo("v");
    assertThat(view.columns()).hasSize(1);
    assertThat(sampled.columns()).hasSize(2).first().isEqualTo("# renamed from 'a?name: evil?\"?'");
  }

  @Test
  void folderNamesAreSuggestedOrWarnedOf() {
    var sampled = new Sampled();
    for (int i = 0; i < 200; i++) {
      sampled.http("{\"id\":\"d%d\",\"region\":\"r%d\"}".formatted(i, i % 3).getBytes(UTF_8));
    }

    assertThat(sampled.columns())
        .startsWith("# nearly every value is another one: never partition by it");
    assertThat(sampled.proposal().yaml())
        .contains(
            "# 3 values, so it could be a folder too: - { name: region, expr: { json_path:"
                + " \"$.region\" }, type: varchar }\n");
  }

  @Test
  void timesInMillisecondsAreNumbersWithAHint() {
    assertThat(Sampled.of("{\"ts\":1700000000000}").columns())
        .containsExactly(
            "# looks like milliseconds since the epoch; see epoch_ms",
            "- { name: ts, expr: { json_path: \"$.ts\" }, type: bigint }");
  }

  @Test
  void messagesThatAreArraysAreUnnested() throws IOException {
    Sampled sampled = Sampled.of("[{\"v\":1},{\"v\":2}]", "[]", "[{\"v\":3,\"w\":[1.5]}]");

    assertThat(sampled.read().rowsOut()).isEqualTo(3);
    assertThat(sampled.definition().unnest()).isPresent();
    assertThat(sampled.columns())
        .containsExactly(
            "- { name: v, expr: { item: \"$.v\" }, type: bigint }",
            "- { name: w, expr: { item: \"$.w\" }, type: \"list(double)\" }");
  }

  @Test
  void messagesThatAreNumbersAreOneColumn() throws IOException {
    Sampled sampled = Sampled.of("22.5", "23");

    assertThat(sampled.columns())
        .containsExactly("- { name: value, expr: { json_path: \"$\" }, type: double }");
    assertThat(sampled.read().rowsOut()).isEqualTo(2);
  }

  @Test
  void messagesOfSeveralLinesAreNdjson() throws IOException {
    Sampled sampled = Sampled.of("{\"v\":1}\n{\"v\":2}\r\n\n", "{\"v\":3}");

    assertThat(sampled.definition().format()).isEqualTo(MessageFormat.NDJSON);
    assertThat(sampled.read().rowsOut()).isEqualTo(3);
  }

  @Test
  void aMessageThatStandsOnSeveralLinesItselfIsNot() {
    Sampled sampled = Sampled.of("{\"v\":1}\n{\"v\":2}", "{\n\"v\":3\n}");

    assertThat(sampled.definition().format()).isEqualTo(MessageFormat.JSON);
    assertThat(sampled.proposal().yaml()).contains("# 1 are several values, one a line");
  }

  @Test
  void messagesThatAreNotJsonAreCounted() {
    Sampled sampled = Sampled.of("{\"v\":1}", "hello", "");

    assertThat(sampled.inference().notJson()).isEqualTo(2);
    assertThat(sampled.proposal().yaml())
        .contains("# 2 of them (66.7 %) are not JSON and would be dead letters.\n");
  }

  @Test
  void withoutJsonThereIsNoProposal() {
    assertThat(Sampled.of("hello").inference().propose("v", Optional.empty())).isEmpty();
  }

  @Test
  void topicsBecomeAFilterAndAColumn() throws IOException {
    var sampled = new Sampled();
    sampled.mqtt("sensors/1/temperature", "{\"v\":1}").mqtt("sensors/2/temperature", "{\"v\":2}");

    assertThat(sampled.proposal().yaml())
        .contains(
            "    where: { fn: topic_matches, args: [ { meta: topic }, { lit:"
                + " \"sensors/+/temperature\" } ] }\n");
    assertThat(sampled.read().rowsOut()).isEqualTo(2);
    assertThat(sampled.rows.getLast().values()).containsExactly(2L, "sensors/2/temperature");
  }

  @Test
  void aFilterIsProposedOnlyIfAllSamplesHaveATopic() {
    var sampled = new Sampled();
    sampled.mqtt("a/b", "{}").http("{}".getBytes(UTF_8));

    assertThat(sampled.definition().where()).isEmpty();
  }

  @Test
  void aViewHasNoMoreColumnsThanItMayHave() throws IOException {
    String wide =
        IntStream.range(0, 600)
            .mapToObj(it -> "\"a-rather-long-name-%04d\":%d".formatted(it, it))
            .collect(Collectors.joining(",", "{", "}"));
    Sampled sampled = Sampled.of(wide);

    assertThat(sampled.read().rowsOut()).isEqualTo(1);
    assertThat(sampled.definition().rescue()).contains("rest");
    assertThat(sampled.columns().getLast()).endsWith("columns were left out");
  }

  @Test
  void theLargestObjectsAreOneColumnWhereThereWouldBeTooMany() throws IOException {
    String object =
        IntStream.range(0, 90)
            .mapToObj(it -> "\"n%d\":%d".formatted(it, it))
            .collect(Collectors.joining(",", "{", "}"));
    Sampled sampled =
        Sampled.of(
            IntStream.range(0, 7)
                .mapToObj(it -> "\"o%d\":%s".formatted(it, object))
                .collect(Collectors.joining(",", "{", "}")));

    assertThat(sampled.read().rowsOut()).isEqualTo(1);
    assertThat(sampled.definition().columns()).hasSize(5 * 90 + 2);
    assertThat(sampled.definition().rescue()).isEmpty();
  }

  @Test
  void anObjectWithVeryManyNamesIsOneColumn() {
    String map =
        IntStream.range(0, 101)
            .mapToObj(it -> "\"device-%d\":1".formatted(it))
            .collect(Collectors.joining(",", "{\"m\":{", "}}"));

    assertThat(Sampled.of(map).columns())
        .containsExactly(
            "# has too many, too long or too deep names for a column each",
            "- { name: m, expr: { json_path: \"$.m\" }, type: json }");
  }

  @Test
  void whatWasSeenIsToldByPath() {
    Sampled sampled = Sampled.of("{\"a\":1,\"o\":{\"b\":null}}", "{\"a\":2}", "{\"a\":2}");

    assertThat(sampled.proposal().seen())
        .satisfiesExactly(
            it -> {
              assertThat(it.path()).isEqualTo("$.a");
              assertThat(it.presentShare()).isEqualTo("100 %");
              assertThat(it.distinct()).isEqualTo(2);
              assertThat(it.example()).isEqualTo("1");
              assertThat(it.column()).isEqualTo("a bigint");
            },
            it -> {
              assertThat(it.path()).isEqualTo("$.o");
              assertThat(it.kinds()).containsExactly("object");
              assertThat(it.column()).isEmpty();
            },
            it -> {
              assertThat(it.path()).isEqualTo("$.o.b");
              assertThat(it.presentShare()).isEqualTo("33.3 %");
              assertThat(it.nullShare()).isEqualTo("100 %");
            });
  }
}
