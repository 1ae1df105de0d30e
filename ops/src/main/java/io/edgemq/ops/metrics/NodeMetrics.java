package io.edgemq.ops.metrics;

import io.edgemq.cluster.shipping.ViewMeasures;
import io.edgemq.ingest.measure.Traffic;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All numbers of a node, read from where they are counted when somebody asks. Any thread; may
/// block for as long as the disk takes to say what is free.
public final class NodeMetrics {
  private final Sources sources;
  private final Shown<Traffic.Name> endpoints;
  private final Shown<ViewMeasures.Name> views;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();

  /// @param endpointsMax endpoints, and views, that have label values of their own
  public NodeMetrics(Sources sources, int endpointsMax) {
    this.sources = sources;
    endpoints = new Shown<>(endpointsMax, new Traffic.Name(Shown.OTHER, Shown.OTHER));
    views = new Shown<>(endpointsMax, new ViewMeasures.Name(Shown.OTHER, Shown.OTHER));
    JvmMetrics.builder().register(registry);
    registry.register((MultiCollector) this::snapshots);
  }

  /// What is exposed.
  ///
  /// @param contentType of the bytes
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Exposition(String contentType, byte[] bytes) {}

  /// The numbers now, in OpenMetrics text or that of Prometheus.
  ///
  /// @param accept the request's header; null: it has none
  public Exposition expose(@Nullable String accept) {
    ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
    ExpositionFormatWriter writer =
        openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
    var bytes = new ByteArrayOutputStream();
    try {
      writer.write(bytes, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("into memory", e);
    }
    return new Exposition(writer.getContentType(), bytes.toByteArray());
  }

  private MetricSnapshots snapshots() {
    var snapshots = MetricSnapshots.builder();
    families().forEach(it -> snapshots.metricSnapshot(it.snapshot()));
    return snapshots.build();
  }

  /// All of ours, also those that have no value yet; those of the JVM are not among them.
  List<Family> families() {
    var all = new ArrayList<Family>();
    all.addAll(NodeFamilies.of(sources));
    all.addAll(ConnectionFamilies.of(sources));
    all.addAll(TrafficFamilies.of(sources, endpoints));
    all.addAll(LogFamilies.of(sources, endpoints));
    all.addAll(ShippingFamilies.of(sources.measures().shipping()));
    all.addAll(ShippingFamilies.views(sources.measures().shipping(), views));
    all.addAll(StoreFamilies.of(sources.measures(), sources.prices()));
    return all;
  }
}
