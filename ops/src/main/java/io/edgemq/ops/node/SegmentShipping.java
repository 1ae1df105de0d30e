package io.edgemq.ops.node;

import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.cluster.shipping.BucketStores;
import io.edgemq.cluster.shipping.EndpointStores;
import io.edgemq.cluster.shipping.OutputRenderer;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.StoreCalls;
import io.edgemq.storage.wal.SegmentRecovery;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.SegmentRenderer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// How segments are shipped by the settings of a node, by the node itself or in its place.
///
/// @param stores where to
/// @param directory says what endpoints ask for
/// @param views that were published
/// @param recovery of the disk that segments are on
public record SegmentShipping(
    NodeSettings settings,
    EndpointStores stores,
    Supplier<Directory> directory,
    ViewDocuments views,
    SegmentRecovery recovery,
    InstantSource clock) {
  private static final int HEAP_PARTS_FOR_ROWS = 8;

  /// Where endpoints' segments go.
  ///
  /// @param store of the operator
  public static EndpointStores stores(
      NodeSettings settings,
      ObjectStore store,
      Supplier<Directory> directory,
      InstantSource clock) {
    return stores(settings, store, directory, clock, new StoreCalls(), new StoreCalls());
  }

  /// The same.
  ///
  /// @param buckets where it is counted what buckets are asked
  /// @param folders the same of folders
  static EndpointStores stores(
      NodeSettings settings,
      ObjectStore store,
      Supplier<Directory> directory,
      InstantSource clock,
      StoreCalls buckets,
      StoreCalls folders) {
    NodeSettings.S3 s3 = settings.s3();
    var open = new BucketStores(s3.limits(), s3.credentials(), buckets);
    return new EndpointStores(directory, store, open, clock, folders);
  }

  /// Renders what endpoints ask for.
  ///
  /// @param spills folder for rows that do not fit into memory
  /// @param parallelism segments that are shipped at once
  public SegmentRenderer renderer(Path spills, int parallelism) {
    long heldBytesMax = Runtime.getRuntime().maxMemory() / HEAP_PARTS_FOR_ROWS / parallelism;
    RenderSettings rendering =
        settings.views().rendering(settings.shipping().zstdLevel(), spills, heldBytesMax);
    return new SegmentRenderer(rendering);
  }

  /// Ships segments with what their endpoints ask for.
  ///
  /// @param renderers on whose threads is rendered; other ones than those that ship
  public SegmentShipper shipper(SegmentRenderer renderer, Executor renderers) {
    return shipper(renderer, renderers, new SegmentShipper.Times());
  }

  /// @param times where it is noted what it takes
  SegmentShipper shipper(SegmentRenderer renderer, Executor renderers, SegmentShipper.Times times) {
    var keys = new ObjectKeys(settings.region());
    return new SegmentShipper(
        stores,
        keys,
        recovery,
        clock,
        settings.shipping().zstdLevel(),
        new OutputRenderer(directory, keys, views, renderer),
        renderers,
        times);
  }
}
