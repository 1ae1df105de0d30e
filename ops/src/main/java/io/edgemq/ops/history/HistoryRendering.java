package io.edgemq.ops.history;

import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.cluster.shipping.ViewArtifacts;
import io.edgemq.ops.tools.Progress;
import io.edgemq.storage.commit.ArtifactRenderer.Rendered;
import io.edgemq.storage.commit.ArtifactStore;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.RenderMarker;
import io.edgemq.storage.commit.ViewKeys;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.render.SegmentRenderer;
import io.edgemq.views.render.ViewOutcome;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Renders one version of a view over committed segments, or over what of them are dead letters of
/// an older version, each segment once: a segment that the version has already, by its commit or by
/// an earlier rendering, is left alone, so that it may be broken off anywhere and started again.
/// Commit markers are not touched; each segment gets a render marker, last
/// (docs/format/objects.md). One thread.
public final class HistoryRendering {
  /// What of segments is rendered.
  public enum Of {
    /// All of them.
    SEGMENTS,
    /// What is a dead letter of the newest older version that has the segment.
    DEAD_LETTERS
  }

  /// What is done with what is rendered.
  public enum Mode {
    PUT,
    /// It is counted, and nothing is put.
    DRY_RUN
  }

  private final Place from;
  private final Place to;
  private final ObjectStore source;
  private final ObjectStore target;
  private final ArtifactStore artifacts;
  private final PublishedView view;
  private final SegmentRenderer renderer;
  private final InstantSource clock;
  private final Mode mode;
  private final Part.Chooser chooser;
  private final HistorySummary summary = new HistorySummary();

  /// Keys of the render markers that are there, by the endpoint's prefix.
  private final Map<String, Set<String>> rendered = new HashMap<>();

  /// Those that the view is published for.
  private final Set<String> tenants = new HashSet<>();

  public HistoryRendering(
      Of what,
      Place from,
      Place to,
      PublishedView view,
      SegmentRenderer renderer,
      InstantSource clock,
      Mode mode) {
    this.from = from;
    this.to = to;
    this.view = view;
    this.renderer = renderer;
    this.clock = clock;
    this.mode = mode;
    source = from.store();
    target = to.store();
    chooser =
        switch (what) {
          case SEGMENTS -> _ -> Optional.of(Part.WHOLE);
          case DEAD_LETTERS -> new OlderDeadLetters(source, view.definition());
        };
    artifacts = new ArtifactStore(target);
  }

  /// Renders what is not rendered yet. What is wrong with a segment is in the summary.
  ///
  /// @throws IOException if a store cannot be read or written at all, or has another definition of
  ///   this version
  public HistorySummary run(Progress progress) throws IOException {
    List<String> markers =
        source.list(from.prefix()).stream().filter(ObjectKeys::isMarker).toList();
    int done = 0;
    for (String key : markers) {
      render(key);
      progress.at(++done, markers.size(), "");
    }
    return summary;
  }

  private void render(String key) throws IOException {
    CommittedSegment segment;
    try {
      segment = CommittedSegment.read(source, key);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      summary.failed(key, "is no readable marker: " + e.getMessage());
      return;
    }
    publish(segment.marker().tenant());
    Place place = to.of(segment.endpointPrefix(), from);
    ViewDefinition definition = view.definition();
    var keys =
        new ViewKeys(
            place.prefix(), segment.marker().region(), definition.name(), definition.version());
    if (isThere(segment, place, keys)) {
      summary.isThere();
      return;
    }
    try {
      Optional<Part> part = chooser.of(segment);
      if (part.isPresent()) {
        render(segment, part.get(), keys);
      } else {
        summary.hasNothing();
      }
    } catch (IOException e) {
      summary.failed(key, String.valueOf(e.getMessage()));
    }
  }

  private boolean isThere(CommittedSegment segment, Place place, ViewKeys keys) throws IOException {
    boolean isOwnPlace = place.isSame(from.at(segment.endpointPrefix()));
    return (isOwnPlace && isCommittedWith(segment.marker()))
        || markersThere(keys).contains(keys.marker(segment.id()));
  }

  private boolean isCommittedWith(CommitMarker marker) {
    return marker.views().stream()
        .anyMatch(it ->
            it.error() == null
                && it.name().equals(view.definition().name())
                && it.version() == view.definition().version());
  }

  private Set<String> markersThere(ViewKeys keys) throws IOException {
    Set<String> there = rendered.get(keys.prefix());
    if (there == null) {
      there = new HashSet<>(target.list(keys.markers()));
      rendered.put(keys.prefix(), there);
    }
    return there;
  }

  private void publish(String tenant) throws IOException {
    if (!tenants.add(tenant)) {
      return;
    }
    var documents = new ViewDocuments(target);
    ViewDocuments.Outcome outcome =
        mode == Mode.DRY_RUN ? documents.check(tenant, view) : documents.publish(tenant, view);
    if (outcome instanceof ViewDocuments.Outcome.Differs(String key)) {
      throw new IOException(
          "%s has another definition of %s; a change is a new version"
              .formatted(to.shown(key), view.label()));
    }
  }

  private void render(CommittedSegment segment, Part part, ViewKeys keys) throws IOException {
    var named = new ViewArtifacts(segment.id(), segment.marker().firstTimestampMs());
    var put = new ArrayList<CommitMarker.Artifact>();
    ViewOutcome outcome =
        renderer.render(
            segment.id(),
            segment.raw(source),
            view.definition(),
            part.choice(),
            file -> put.add(put(named.artifact(file, keys))));
    if (outcome.error().isPresent()) {
      throw new IOException("the view failed: " + outcome.error().get());
    }
    CommitMarker.ViewCounts counts = ViewArtifacts.counts(view.definition(), outcome);
    if (mode == Mode.DRY_RUN || putMarker(segment, part, keys, put, counts)) {
      summary.rendered(counts, put, outcome.nulls());
    } else {
      summary.isThere();
    }
  }

  private CommitMarker.Artifact put(Rendered artifact) throws IOException {
    return switch (mode) {
      case PUT -> artifacts.put(artifact);
      case DRY_RUN -> artifact.named(artifact.key());
    };
  }

  /// Whether it was put here; otherwise somebody else has rendered the segment meanwhile.
  private boolean putMarker(
      CommittedSegment segment,
      Part part,
      ViewKeys keys,
      List<CommitMarker.Artifact> put,
      CommitMarker.ViewCounts counts)
      throws IOException {
    CommitMarker of = segment.marker();
    var marker =
        new RenderMarker(
            RenderMarker.VERSION,
            of.tenant(),
            of.endpoint(),
            of.region(),
            of.instance(),
            of.partition(),
            of.epoch(),
            of.segment(),
            keys.prefix(),
            part.source(),
            clock.instant().toString(),
            put,
            List.of(counts));
    return target.putIfAbsent(
            keys.marker(segment.id()), ObjectContent.of(marker.toJson(), "application/json"))
        instanceof PutOutcome.Created;
  }
}
