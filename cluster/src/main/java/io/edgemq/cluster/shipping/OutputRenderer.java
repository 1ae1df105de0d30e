package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Output;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.storage.commit.ArtifactRenderer;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.render.RenderedFile;
import io.edgemq.views.render.SegmentRenderer;
import io.edgemq.views.render.SegmentRenderer.Raw;
import io.edgemq.views.render.ViewOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Renders what the segment's endpoint asks for now, whoever wrote the segment and when. Of an
/// endpoint that is not in the directory any more only the segment is shipped. Any number of
/// threads.
///
/// A version of a view is published before the first segment is rendered with it. One that was
/// published with another meaning fails, in the marker, and holds nothing back.
public final class OutputRenderer implements ArtifactRenderer {
  private final Supplier<Directory> directory;
  private final ObjectKeys keys;
  private final ViewDocuments documents;
  private final SegmentRenderer renderer;

  /// A renderer of what endpoints ask for.
  ///
  /// @param directory with the endpoints as they are now
  /// @param documents where views are published
  public OutputRenderer(
      Supplier<Directory> directory,
      ObjectKeys keys,
      ViewDocuments documents,
      SegmentRenderer renderer) {
    this.directory = directory;
    this.keys = keys;
    this.documents = documents;
    this.renderer = renderer;
  }

  @Override
  public List<CommitMarker.ViewCounts> render(SealedSegment segment, byte[] raw, Sink artifacts)
      throws IOException {
    WalId wal = segment.id().wal();
    Directory now = directory.get();
    if (!now.isComplete()) { // or its views would be missing for ever
      throw new IOException("the control documents have not been read yet");
    }
    Optional<Endpoint> endpoint = now.endpoint(wal.tenant(), wal.endpoint());
    if (endpoint.isEmpty()) {
      return List.of();
    }
    var counts = new ArrayList<CommitMarker.ViewCounts>();
    List<ViewDefinition> views = published(endpoint.get(), segment, counts);
    Raw parquet = endpoint.get().outputs().contains(Output.PARQUET) ? Raw.WANTED : Raw.NOT_WANTED;
    if (parquet == Raw.NOT_WANTED && views.isEmpty()) {
      return counts;
    }
    var named = new ViewArtifacts(segment.id(), segment.firstTimestampMs());
    List<ViewOutcome> outcomes =
        renderer.render(
            segment.id(), raw, parquet, views, file -> artifacts.put(rendered(file, views, named)));
    for (int i = 0; i < outcomes.size(); i++) {
      counts.add(ViewArtifacts.counts(views.get(i), outcomes.get(i)));
    }
    return counts;
  }

  private Rendered rendered(RenderedFile file, List<ViewDefinition> views, ViewArtifacts named) {
    if (file.kind() == RenderedFile.Kind.RAW) {
      return named.raw(file, keys.parquet(named.segment(), named.firstTimestampMs()));
    }
    ViewDefinition view = views.get(file.view());
    return named.artifact(file, keys.view(named.segment(), view.name(), view.version()));
  }

  /// The views that may be rendered; those that may not are counted.
  private List<ViewDefinition> published(
      Endpoint endpoint, SealedSegment segment, List<CommitMarker.ViewCounts> counts)
      throws IOException {
    var views = new ArrayList<ViewDefinition>();
    for (PublishedView view : endpoint.views()) {
      ViewDefinition definition = view.definition();
      switch (documents.publish(endpoint.tenant(), view)) {
        case ViewDocuments.Outcome.Published() -> views.add(definition);
        case ViewDocuments.Outcome.Differs(String key) ->
            counts.add(
                new CommitMarker.ViewCounts(
                    definition.name(),
                    definition.version(),
                    null,
                    segment.frames(),
                    0,
                    0,
                    segment.frames(),
                    "%s has another definition; a change is a new version".formatted(key)));
      }
    }
    return views;
  }
}
