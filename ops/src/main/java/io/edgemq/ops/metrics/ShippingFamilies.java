package io.edgemq.ops.metrics;

import io.edgemq.cluster.shipping.ShippingMeasures;
import io.edgemq.cluster.shipping.ViewMeasures;
import java.util.List;

/// From segment to store, and what views make of them.
final class ShippingFamilies {
  private static final double NANOS = 1e-9;

  private ShippingFamilies() {}

  static List<Family> of(ShippingMeasures shipping) {
    return List.of(
        Family.counter("edgemq_committed_segments_total", "Segments that were committed.")
            .add(shipping.segments()),
        Family.counter("edgemq_committed_frames_total", "Frames in them.").add(shipping.frames()),
        Family.counter(
                "edgemq_committed_raw_bytes_total", "Bytes of them, as they were in the log.")
            .add(shipping.rawBytes()),
        Family.counter("edgemq_committed_stored_bytes_total", "Bytes of all their objects.")
            .add(shipping.storedBytes()),
        Family.counter(
                "edgemq_corrupt_frames_total",
                "Stretches of segments that could not be read from this disk.")
            .add(shipping.corruptFrames()),
        Family.histogram(
                "edgemq_ship_seconds", "What compressing, rendering and putting a segment took.")
            .add(shipping.times().whole(), NANOS),
        Family.histogram(
                "edgemq_render_seconds", "What raw Parquet and views of a segment took to make.")
            .add(shipping.times().rendering(), NANOS),
        Family.histogram("edgemq_upload_seconds", "What putting an object of a segment took.")
            .add(shipping.times().putting(), NANOS),
        failures(shipping),
        bucketFailures(shipping),
        circuits(shipping.circuits()));
  }

  static List<Family> views(ShippingMeasures shipping, Shown<ViewMeasures.Name> shown) {
    Family rows = view("edgemq_view_rows_total", "Rows that a view made.");
    Family filtered = view("edgemq_view_filtered_rows_total", "Rows that its filter left out.");
    Family dead = view("edgemq_view_dead_letters_total", "Rows that it could not make.");
    Family errors = view("edgemq_view_errors_total", "Segments in which it failed as a whole.");
    shipping
        .views()
        .forEach((name, of) -> {
          ViewMeasures.Name as = shown.as(name);
          rows.add(of.rows(), as.tenant(), as.view());
          filtered.add(of.filtered(), as.tenant(), as.view());
          dead.add(of.deadLetters(), as.tenant(), as.view());
          errors.add(of.errors(), as.tenant(), as.view());
        });
    return List.of(rows, filtered, dead, errors);
  }

  private static Family view(String name, String help) {
    return Family.counter(name, help, "tenant", "view");
  }

  private static Family failures(ShippingMeasures shipping) {
    Family family = Family.counter("edgemq_ship_failures_total", "Shipments that failed.", "fault");
    shipping
        .failures()
        .all()
        .forEach((fault, count) -> family.add(count, ConnectionFamilies.label(fault)));
    return family;
  }

  private static Family bucketFailures(ShippingMeasures shipping) {
    Family family =
        Family.counter(
            "edgemq_bucket_failures_total", "Those that failed for a bucket, by why.", "reason");
    shipping.bucketFailures().all().forEach((why, count) -> family.add(count, why.label()));
    return family;
  }

  private static Family circuits(ShippingMeasures.Circuits circuits) {
    return Family.gauge(
            "edgemq_store_circuits",
            "Stores that were used of late: in good order (closed), given nothing (open), tried (half_open).",
            "state")
        .add(circuits.stores() - circuits.open() - circuits.halfOpen(), "closed")
        .add(circuits.open(), "open")
        .add(circuits.halfOpen(), "half_open");
  }
}
