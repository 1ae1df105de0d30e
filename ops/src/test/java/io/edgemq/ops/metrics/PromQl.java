package io.edgemq.ops.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an expression of PromQL names: enough of the language for ours.
final class PromQl {
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR = Pattern.compile("\\b([a-zA-Z_:][\\w:]*)\\s*\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("\\s*(\\w+)\\s*(=~|!~|!=|=)\\s*");
  private static final Pattern WORD = Pattern.compile("\\b[a-zA-Z_:][\\w:]*\\b");

  private static final Set<String> FUNCTIONS =
      Set.of(
          "sum",
          "min",
          "max",
          "avg",
          "count",
          "rate",
          "increase",
          "histogram_quantile",
          "and",
          "or",
          "unless",
          "bool");

  /// What Prometheus adds to all that it reads.
  private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

  private PromQl() {}

  /// What an expression names that is not there.
  ///
  /// @param known samples with their labels
  static List<String> faults(String expression, Map<String, Set<String>> known) {
    List<String> faults = new ArrayList<>();
    Set<String> names = new HashSet<>();
    String left = RANGE.matcher(TEXT.matcher(expression).replaceAll("")).replaceAll("");
    List<String> groupings = new ArrayList<>();
    left =
        GROUPING
            .matcher(left)
            .replaceAll(found -> {
              groupings.addAll(List.of(found.group(2).split(",", -1)));
              return "";
            });
    left =
        SELECTOR
            .matcher(left)
            .replaceAll(found -> {
              names.add(found.group(1));
              labels(found).stream()
                  .filter(it -> !isLabel(it, known.getOrDefault(found.group(1), Set.of())))
                  .forEach(it -> faults.add(found.group(1) + " has no label " + it));
              return "";
            });
    Matcher words = WORD.matcher(left);
    while (words.find()) {
      if (!FUNCTIONS.contains(words.group())) {
        names.add(words.group());
      }
    }
    names.stream()
        .filter(it -> !it.equals("up") && !known.containsKey(it))
        .forEach(it -> faults.add("there is no " + it));
    groupings.stream()
        .map(String::strip)
        .filter(label -> !isOfAny(label, names, known))
        .forEach(it -> faults.add("nothing has the label " + it));
    return faults;
  }

  private static List<String> labels(MatchResult selector) {
    return MATCHER.matcher(selector.group(2)).results().map(it -> it.group(1)).toList();
  }

  private static boolean isOfAny(String label, Set<String> names, Map<String, Set<String>> known) {
    return names.stream().anyMatch(it -> isLabel(label, known.getOrDefault(it, Set.of())));
  }

  private static boolean isLabel(String label, Set<String> labels) {
    return OF_PROMETHEUS.contains(label) || labels.contains(label);
  }
}
