package io.edgemq.ops.metrics;

import io.edgemq.storage.measure.Distribution;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One metric at one moment, with a value for each set of labels. Used once, by one thread.
final class Family {
  /// What its values are.
  enum Type {
    COUNTER,
    GAUGE,
    /// Always 1, for its labels.
    INFO,
    HISTOGRAM
  }

  private record Bars(List<String> labels, Distribution.Snapshot values, double unit) {}

  private static final String TOTAL = "_total";
  private static final String INFO = "_info";

  private final Type type;
  private final String name;
  private final String help;
  private final List<String> labels;
  private final Map<List<String>, Double> values = new LinkedHashMap<>();
  private final List<Bars> bars = new ArrayList<>();

  private Family(Type type, String name, String help, List<String> labels) {
    this.type = type;
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  /// What only grows.
  ///
  /// @param name ends in `_total`
  static Family counter(String name, String help, String... labels) {
    if (!name.endsWith(TOTAL)) {
      throw new IllegalArgumentException(name);
    }
    return new Family(Type.COUNTER, name, help, List.of(labels));
  }

  /// What goes up and down.
  static Family gauge(String name, String help, String... labels) {
    return new Family(Type.GAUGE, name, help, List.of(labels));
  }

  /// What is told by labels.
  ///
  /// @param name ends in `_info`
  static Family info(String name, String help, String... labels) {
    if (!name.endsWith(INFO)) {
      throw new IllegalArgumentException(name);
    }
    return new Family(Type.INFO, name, help, List.of(labels));
  }

  /// How values are distributed.
  static Family histogram(String name, String help, String... labels) {
    return new Family(Type.HISTOGRAM, name, help, List.of(labels));
  }

  /// As it is exposed; of a histogram without `_bucket` and the like.
  String name() {
    return name;
  }

  Type type() {
    return type;
  }

  String help() {
    return help;
  }

  List<String> labels() {
    return labels;
  }

  /// Adds a value; to what is there for these labels.
  Family add(double value, String... of) {
    values.merge(labelled(of), value, Double::sum);
    return this;
  }

  /// The same. Beyond 2^53 it is not exact, as numbers of this kind never are.
  Family add(long value, String... of) {
    return add((double) value, of);
  }

  /// The same, of which the largest counts.
  Family worst(double value, String... of) {
    values.merge(labelled(of), value, Math::max);
    return this;
  }

  /// Adds a distribution.
  ///
  /// @param unit what 1 is, in that of the name: 1e-9 for nanoseconds
  Family add(Distribution distribution, double unit, String... of) {
    bars.add(new Bars(labelled(of), distribution.snapshot(), unit));
    return this;
  }

  private List<String> labelled(String... of) {
    if (of.length != labels.size()) {
      throw new IllegalArgumentException(name + " has the labels " + labels);
    }
    return List.of(of);
  }

  MetricSnapshot snapshot() {
    return switch (type) {
      case COUNTER -> {
        var counter =
            CounterSnapshot.builder()
                .name(name.substring(0, name.length() - TOTAL.length()))
                .help(help);
        values.forEach((of, value) ->
            counter.dataPoint(
                CounterDataPointSnapshot.builder().value(value).labels(labels(of)).build()));
        yield counter.build();
      }
      case GAUGE -> {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((of, value) ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder().value(value).labels(labels(of)).build()));
        yield gauge.build();
      }
      case INFO -> {
        var info =
            InfoSnapshot.builder()
                .name(name.substring(0, name.length() - INFO.length()))
                .help(help);
        values
            .keySet()
            .forEach(
                of -> info.dataPoint(InfoDataPointSnapshot.builder().labels(labels(of)).build()));
        yield info.build();
      }
      case HISTOGRAM -> {
        var histogram = HistogramSnapshot.builder().name(name).help(help);
        bars.forEach(it -> histogram.dataPoint(dataPoint(it)));
        yield histogram.build();
      }
    };
  }

  private Labels labels(List<String> of) {
    return Labels.of(labels.toArray(String[]::new), of.toArray(String[]::new));
  }

  private HistogramDataPointSnapshot dataPoint(Bars of) {
    List<Double> bounds = new ArrayList<>();
    of.values().bounds().forEach(it -> bounds.add(it * of.unit()));
    bounds.add(Double.POSITIVE_INFINITY);
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, of.values().counts()))
        .sum(of.values().sum() * of.unit())
        .labels(labels(of.labels()))
        .build();
  }
}
