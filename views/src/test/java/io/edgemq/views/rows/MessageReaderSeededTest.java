package io.edgemq.views.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.ViewDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random documents, sound and broken, through the streaming projection and through a tree of the
/// whole document ([Tree]): the same rows and the same dead letters. `-Dseed=` repeats one.
final class MessageReaderSeededTest {
  private static final int DOCUMENTS = 10_000;

  private static final List<String> PATHS =
      List.of(
          "$",
          "$.a",
          "$.a.b",
          "$.a.b.c",
          "$.a[0]",
          "$.a[1].b",
          "$.b",
          "$.🌡",
          "$.ä.a",
          "$.b[0][0]",
          "$['a b'].a",
          "$.c['']",
          "$[0]",
          "$[1].a",
          "$.d.d.d.d");

  private static final ViewDefinition VIEW =
      Rendering.view(
          """
          name: v
          version: 1
          format: json
          definition:
            columns:
          %s
            output: { format: parquet }
          """
              .formatted(
                  String.join(
                      "\n",
                      PATHS.stream()
                          .flatMap(path ->
                              Stream.of("json", "varchar")
                                  .map(type ->
                                      "    - { name: %s_%d, expr: { json_path: \"%s\" }, type: %s }"
                                          .formatted(type, PATHS.indexOf(path), path, type)))
                          .toList())));

  private static final ViewDefinition UNNEST =
      Rendering.view(
          """
          name: u
          version: 1
          format: json
          definition:
            unnest: { json_path: $.a }
            columns:
              - { name: whole, expr: { item: $ }, type: json }
              - { name: b, expr: { item: $.b }, type: json }
              - { name: c, expr: { json_path: $.b }, type: json }
            rescue: rest
            output: { format: parquet }
          """);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void theStreamGivesWhatATreeGives(int seed) {
    var documents = new Documents(Integer.getInteger("seed", seed));
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      messages.add(documents.next());
    }
    List<String> rows = new ArrayList<>();
    List<String> elements = new ArrayList<>();
    int dead = 0;
    for (byte[] message : messages) {
      Tree tree = Tree.of(message);
      if (tree == null) {
        dead++;
      }
      rows.add(tree == null ? "dead 0 - not_json" : "row 0 " + texts(tree) + " []");
      elements.addAll(tree == null ? List.of("dead 0 - not_json") : unnested(tree));
    }

    Rendering rendering = render(VIEW, messages);
    Rendering unnested = render(UNNEST, messages);

    assertThat(dead).isBetween(DOCUMENTS / 20, DOCUMENTS / 2);
    assertSame(rendering.lines, rows);
    assertSame(unnested.lines, elements);
    assertThat(rendering.counts.getFirst())
        .isEqualTo(new ViewCounts(DOCUMENTS, DOCUMENTS, DOCUMENTS - dead, 0, dead));
  }

  private static Rendering render(ViewDefinition view, List<byte[]> messages) {
    return Rendering.of(List.of(view), Rendering.http(messages.toArray(byte[][]::new)));
  }

  /// Line by line, since all of them are too long for a message.
  private static void assertSame(List<String> lines, List<String> expected) {
    for (int i = 0; i < Math.min(lines.size(), expected.size()); i++) {
      assertThat(lines.get(i).replaceFirst("(?s)^(dead 0 - \\w+).*", "$1"))
          .describedAs("line %d", i)
          .isEqualTo(expected.get(i));
    }
    assertThat(lines).hasSameSizeAs(expected);
  }

  private static List<String> texts(Tree tree) {
    return PATHS.stream()
        .flatMap(path -> {
          Tree at = tree.at(path(path));
          return Stream.of(Tree.json(at), Tree.varchar(at));
        })
        .toList();
  }

  private static List<String> unnested(Tree tree) {
    Tree array = tree.at(path("$.a"));
    if (array == null || array.isNull()) {
      return List.of();
    }
    List<Tree> elements = array.elements();
    if (elements == null) {
      return List.of("dead 0 - not_an_array");
    }
    return elements.stream()
        .map(it ->
            "row 0 "
                + List.of(
                    Tree.json(it),
                    Tree.json(it.at(path("$.b"))),
                    Tree.json(tree.at(path("$.b"))),
                    tree.rest(List.of("a", "b")))
                + " []")
        .toList();
  }

  private static JsonPath path(String text) {
    try {
      return JsonPath.parse(text);
    } catch (JsonPath.Malformed e) {
      throw new IllegalArgumentException(e);
    }
  }
}
