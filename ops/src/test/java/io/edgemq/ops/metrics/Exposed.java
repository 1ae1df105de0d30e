package io.edgemq.ops.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a node exposes, as read from Prometheus text.
public final class Exposed {
  private static final Pattern SAMPLE = Pattern.compile("([a-z_][a-zA-Z0-9_]*)(\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, Set<String>> labels = new TreeMap<>();
  private final Map<String, Double> values = new TreeMap<>();

  /// Reads it.
  public Exposed(String text) {
    text.lines().filter(it -> !it.startsWith("#")).forEach(this::read);
  }

  private void read(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new AssertionError("no sample: " + line);
    }
    Set<String> names = labels.computeIfAbsent(sample.group(1), _ -> new TreeSet<>());
    if (sample.group(3) != null) {
      LABEL.matcher(sample.group(3)).results().forEach(it -> names.add(it.group(1)));
    }
    String shown = sample.group(4).replace("Inf", "Infinity");
    values.put(
        sample.group(1) + (sample.group(2) == null ? "" : sample.group(2)),
        Double.parseDouble(shown));
  }

  /// Names of samples, those of histograms with `_bucket` and the like, with all their labels.
  public Map<String, Set<String>> labels() {
    return labels;
  }

  /// A sample's value; 0 if it is not there.
  ///
  /// @param sample as it is written, with its labels in their order
  public double value(String sample) {
    return values.getOrDefault(sample, 0.0);
  }

  /// All samples of a name.
  public List<String> samples(String name) {
    return values.keySet().stream()
        .filter(it -> it.equals(name) || it.startsWith(name + "{"))
        .toList();
  }
}
