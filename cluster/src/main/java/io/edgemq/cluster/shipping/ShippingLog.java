package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.storage.commit.CannotRender;
import io.edgemq.storage.wal.RecoveryFinding;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/// What operators read of shipping: what begins to fail and what works again, every minute what
/// still fails and how long there is room, and what was found on the disk. Plain and
/// single-threaded.
final class ShippingLog {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  /// Lines of a kind in one report.
  private static final int REPORTED_MAX = 20;

  private final Logger log;
  private final Backlog backlog;
  private final Shipping.Places places;
  private final InstantSource clock;
  private final StoreTroubles storeTroubles = new StoreTroubles();
  private final Troubles troubles = new Troubles();
  private final Map<SegmentId, Shipment> underWay = new HashMap<>();

  ShippingLog(Logger log, Backlog backlog, Shipping.Places places, InstantSource clock) {
    this.log = log;
    this.backlog = backlog;
    this.places = places;
    this.clock = clock;
  }

  void started(Shipment shipment) {
    underWay.put(shipment.segment().id(), shipment);
  }

  void shipped(Shipment shipment) {
    SegmentId id = shipment.segment().id();
    underWay.remove(id);
    if (storeTroubles.worked(shipment.store())) {
      log.info("Shipping into {} works again", shipment.store().label());
    }
    if (troubles.shipped(id)) {
      log.info("Shipping of {} works again", id.wal());
    }
  }

  void failed(Shipment shipment, Throwable failure, FairQueue.Fault fault) {
    underWay.remove(shipment.segment().id());
    switch (fault) {
      case STORE -> reportStore(shipment, failure);
      case SEGMENT -> reportSegment(shipment, failure);
    }
  }

  private void reportStore(Shipment shipment, Throwable failure) {
    SegmentId id = shipment.segment().id();
    String reason = failure.toString();
    if (storeTroubles.failed(shipment.store(), reason)) {
      log.warn(
          "Shipping of {} into {} failed; all that goes there waits and is tried again for ever"
              + " with growing pauses: {}; {}",
          id,
          shipment.store().label(),
          reason,
          forecast(id.wal()));
    } else { // what follows is in the report
      log.debug("Shipping of {} failed: {}", id, reason);
    }
  }

  private void reportSegment(Shipment shipment, Throwable failure) {
    SegmentId id = shipment.segment().id();
    String reason = failure.toString();
    if (!troubles.failed(id, reason)) { // what follows is in the report
      log.debug("Shipping of {} failed: {}", id, reason);
    } else if (!isOurMistake(failure)) {
      log.warn(
          "Shipping of {} failed, it is tried again for ever with growing pauses: {}; {}",
          id,
          reason,
          forecast(id.wal()));
    } else {
      log.error(
          "Shipping of {} failed by a mistake of this program; the segment is kept and tried"
              + " again for ever with growing pauses",
          id,
          failure);
    }
  }

  /// Whether a failure that is put down to a segment is one of this program.
  static boolean isOurMistake(Throwable failure) {
    return failure instanceof CannotRender || failure instanceof RuntimeException;
  }

  private String forecast(WalId wal) {
    return places.forecast().apply(wal).map(Forecast::toString).orElse("nothing enters it here");
  }

  /// Tells what goes on failing, and what is on its way for longer than it should be.
  void everyMinute() {
    Map<Destination, StoreTroubles.Trouble> stores = storeTroubles.report();
    if (!stores.isEmpty()) {
      log.warn("Of this node's disk {}", places.disk().get());
    }
    stores.entrySet().stream()
        .limit(REPORTED_MAX)
        .forEach(it -> reportStillFails(it.getKey(), it.getValue()));
    troubles.stream()
        .limit(REPORTED_MAX)
        .forEach(it -> reportStillFails(it.getKey(), it.getValue()));
    Instant before = clock.instant().minus(Shipping.REPORT_EVERY);
    underWay.values().stream()
        .filter(it -> it.since().isBefore(before))
        .forEach(it ->
            log.warn(
                "{} is on its way into {} since {}",
                it.segment().id(),
                it.store().label(),
                it.since()));
  }

  private void reportStillFails(Destination store, StoreTroubles.Trouble trouble) {
    List<WalId> waiting =
        backlog.logs().stream().filter(it -> places.store().apply(it).equals(store)).toList();
    long bytes = waiting.stream().mapToLong(backlog::bytesOf).sum();
    String first =
        waiting.stream()
            .min(Comparator.comparing(this::left))
            .map(it -> "%s: %s".formatted(it, forecast(it)))
            .orElse("none");
    log.warn(
        "Shipping into {} still fails: {} failures so far, the last: {}; {} logs with {} bytes"
            + " wait for it, the first to have no room is {}",
        store.label(),
        trouble.failures(),
        trouble.reason(),
        waiting.size(),
        bytes,
        first);
  }

  private Duration left(WalId wal) {
    return places.forecast().apply(wal).flatMap(Forecast::left).orElse(FOR_EVER);
  }

  private void reportStillFails(WalId wal, Troubles.Trouble trouble) {
    log.warn(
        "Shipping of {} still fails: {} segment(s), {} failures so far, the last: {}; {}",
        wal,
        trouble.segments(),
        trouble.failures(),
        trouble.reason(),
        forecast(wal));
  }

  void found(RecoveryFinding finding) {
    switch (finding) {
      case RecoveryFinding.TornTail torn ->
          log.info(
              "Cut a torn tail of {} bytes behind {} good bytes off {}",
              torn.cutBytes(),
              torn.keptBytes(),
              torn.file());
      case RecoveryFinding.Unreadable unreadable ->
          log.warn(
              "{} cannot be recovered now, it is tried again: {}",
              unreadable.file(),
              unreadable.failure().toString());
      case RecoveryFinding.Empty empty -> log.info("Removed {}, it held no frame", empty.file());
      case RecoveryFinding.Corruption corruption ->
          log.error(
              "{} is damaged: {} stretch(es) with {} bytes cannot be read and may have been"
                  + " acknowledged; the file is kept as {}, the rest is shipped",
              corruption.file(),
              corruption.unreadableStretches(),
              corruption.unreadableBytes(),
              corruption.keptAs());
    }
  }
}
