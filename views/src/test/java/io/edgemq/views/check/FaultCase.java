package io.edgemq.views.check;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A faulty definition and what is said of it, from a file of them. Cases end in a line of `=====`;
/// what is expected stands behind one of `-----`. A text that begins with `expr:`, `column:`,
/// `unnest:` or `output:` is that part of a definition that is sound otherwise.
///
/// @param yaml the whole definition
/// @param faults as they are printed
record FaultCase(String yaml, List<String> faults) {
  private static final Pattern END = Pattern.compile("^=====\n", Pattern.MULTILINE);
  private static final Pattern PARTS = Pattern.compile("^-----\n", Pattern.MULTILINE);

  private static final String TEMPLATE =
      """
      name: v
      version: 1
      format: json
      definition:
        unnest: @unnest@
        columns:
          - { name: a, expr: { item: $.a }, type: varchar }
          - @column@
        transform:
          where: @expr@
        output: @output@
      """;

  static List<FaultCase> of(String file) {
    List<FaultCase> cases = new ArrayList<>();
    List<String> texts = List.of(END.split(file, -1));
    for (String text : texts.subList(0, texts.size() - 1)) {
      String[] parts = PARTS.split(text, 2);
      cases.add(new FaultCase(whole(parts[0]), parts[1].lines().toList()));
    }
    return cases;
  }

  private static String whole(String text) {
    String template = TEMPLATE;
    for (String part : List.of("expr", "column", "unnest", "output")) {
      String start = part + ": ";
      if (text.startsWith(start)) {
        template = template.replace("@" + part + "@", text.substring(start.length()).strip());
      }
    }
    return template.equals(TEMPLATE)
        ? text
        : template
            .replace("@unnest@", "{ json_path: $.list }")
            .replace("@column@", "{ name: b, expr: { item: $.b }, type: json }")
            .replace("@expr@", "{ item: $.ok }")
            .replace("@output@", "{ format: csv }");
  }

  /// What to look for in reports.
  @Override
  public String toString() {
    return String.join("; ", faults);
  }
}
