package io.edgemq.ops.adopt;

import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.node.SegmentShipping;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.tools.Progress;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.DataDirectory;
import io.edgemq.storage.wal.EpochDirectory;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentRecovery;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.render.SegmentRenderer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Ships everything that is left in a data directory whose node does not run, as the node would:
/// under the instance and epochs that wrote it (decision 0006). Objects are put only where there
/// are none, so the node itself, come back, or another adoption of a copy may be at work at the
/// same time. May be broken off anywhere and run again. One thread.
public final class Adoption {
  /// How often what fails is tried in one run.
  private static final int TRIES = 3;

  /// So many failures one behind the other are the store's: the rest is not tried this time.
  private static final int FAILURES_MAX = 3;

  private final NodeSettings settings;
  private final DataDirectory data;
  private final Path spills;
  private final Duration pause;
  private final InstantSource clock = InstantSource.system();
  private final ObjectStore store;
  private final LiveDirectory directory;
  private final SegmentRecovery recovery;
  private final AdoptionSummary summary = new AdoptionSummary();

  private record Failed(SealedSegment segment, String why) {}

  /// @param settings of a node of the same cluster: object store, region, endpoints
  /// @param data the rescued directory
  /// @param spills folder for rows that do not fit into memory
  /// @param pause before what failed is tried again
  public Adoption(NodeSettings settings, DataDirectory data, Path spills, Duration pause)
      throws IOException {
    this.settings = settings;
    this.data = data;
    this.spills = spills;
    this.pause = pause;
    store = Node.objectStore(settings);
    directory = new LiveDirectory(settings.declared(), store, clock);
    recovery = new SegmentRecovery(new LocalDisk(), data.instance(), clock);
  }

  /// Ships it. What could not be shipped is in the summary.
  ///
  /// @throws IOException if the data directory or the object store cannot be read at all
  public AdoptionSummary run(Progress progress) throws IOException, InterruptedException {
    directory.refresh();
    if (!directory.get().isComplete()) {
      throw new IOException("the object store cannot be read, so nothing was done; see the log");
    }
    List<SealedSegment> segments = recovered();
    warnOfUnknown(segments);
    var shipping =
        new SegmentShipping(
            settings,
            SegmentShipping.stores(settings, store, directory, clock),
            directory,
            new ViewDocuments(store),
            recovery,
            clock);
    SegmentRenderer renderer = shipping.renderer(spills, 1);
    try (ExecutorService renderers = Executors.newSingleThreadExecutor()) {
      ship(segments, shipping.shipper(renderer, renderers), progress);
    }
    return summary;
  }

  private List<SealedSegment> recovered() throws IOException {
    List<SealedSegment> segments = new ArrayList<>();
    for (EpochDirectory epoch : data.epochs()) {
      try {
        SegmentRecovery.Recovered recovered = recovery.recover(epoch, _ -> false);
        recovered.findings().forEach(summary::found);
        segments.addAll(recovered.segments());
      } catch (IOException e) {
        summary.left(epoch.path(), e);
      }
    }
    return segments;
  }

  private void warnOfUnknown(List<SealedSegment> segments) {
    Set<WalId> seen = new HashSet<>();
    for (SealedSegment segment : segments) {
      WalId wal = segment.id().wal();
      if (seen.add(wal) && directory.get().endpoint(wal.tenant(), wal.endpoint()).isEmpty()) {
        summary.unknown(wal);
      }
    }
  }

  private void ship(List<SealedSegment> segments, SegmentShipper shipper, Progress progress)
      throws InterruptedException {
    List<Failed> failed = List.of();
    List<SealedSegment> toShip = segments;
    for (int attempt = 1; attempt <= TRIES && !toShip.isEmpty(); attempt++) {
      if (attempt > 1) {
        Thread.sleep(pause);
      }
      failed = tryAll(toShip, segments.size(), shipper, progress);
      toShip = failed.stream().map(Failed::segment).toList();
    }
    failed.forEach(it -> summary.left(it.segment().id(), it.why()));
  }

  /// @return those that are still to be shipped
  private List<Failed> tryAll(
      List<SealedSegment> toShip, int all, SegmentShipper shipper, Progress progress) {
    List<Failed> failed = new ArrayList<>();
    int failures = 0;
    String last = "";
    int done = all - toShip.size();
    for (SealedSegment segment : toShip) {
      if (failures == FAILURES_MAX) {
        failed.add(new Failed(segment, last));
        continue;
      }
      try {
        ship(segment, shipper);
        failures = 0;
        done++;
      } catch (IOException | RuntimeException e) { // it stays where it is
        failures++;
        last = e.toString();
        failed.add(new Failed(segment, last));
      }
      progress.at(done, all, failed.isEmpty() ? "" : failed.size() + " failed");
    }
    return failed;
  }

  private void ship(SealedSegment segment, SegmentShipper shipper) throws IOException {
    SegmentShipper.Shipped shipped = shipper.ship(segment);
    shipped.findings().forEach(summary::found);
    shipped.marker().ifPresent(it -> summary.shipped(it, shipped.wasCommitted()));
  }
}
