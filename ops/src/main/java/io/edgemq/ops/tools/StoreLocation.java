package io.edgemq.ops.tools;

import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.RenderMarker;
import io.edgemq.storage.commit.ViewKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where in a folder store somebody points: the store's root, or a folder below it. Keys in markers
/// are relative to the root, so it has to be found first: a marker's path ends in its own key. That
/// of a commit marker begins as the key of its segment, that of a render marker as it says itself.
///
/// @param root of the store, absolute
/// @param prefix of the keys below the folder: empty, or ending at a `/`
public record StoreLocation(Path root, String prefix) {
  private static final String SEGMENTS = "/segments/";

  /// The location of a folder; empty if there is no marker below it. Where no marker tells the
  /// root, because none can be read, one is assumed.
  ///
  /// @throws IOException if there is no such folder or it cannot be read, or the store's root is
  ///   below it
  public static Optional<StoreLocation> of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
    }
    Path real = folder.toRealPath();
    List<Path> markers = markers(real);
    for (Path marker : markers) {
      Optional<Path> root = rootOf(marker);
      if (root.isPresent() && real.startsWith(root.get())) {
        return Optional.of(new StoreLocation(root.get(), prefix(root.get(), real)));
      }
      if (root.isPresent()) {
        throw new IOException(
            "%s is not an object store and not part of one, but %s is; verify that"
                .formatted(folder, folder.resolve(real.relativize(root.get()))));
      }
    }
    return markers.isEmpty() ? Optional.empty() : Optional.of(assumed(real, markers));
  }

  /// The folder itself for the root, or the next above it in which the markers' paths are keys.
  private static StoreLocation assumed(Path folder, List<Path> markers) {
    Path root = folder;
    while (root.getParent() != null && !areKeys(root, markers)) {
      root = root.getParent();
    }
    return new StoreLocation(root, prefix(root, folder));
  }

  private static boolean areKeys(Path root, List<Path> markers) {
    return markers.stream().allMatch(it -> isMarker(root.relativize(it)));
  }

  private static List<Path> markers(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(StoreLocation::isMarker).filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String prefix(Path root, Path folder) {
    return root.equals(folder) ? "" : root.relativize(folder) + "/";
  }

  private static boolean isMarker(Path path) {
    return ObjectKeys.isMarker(path.toString()) || ObjectKeys.isRenderMarker(path.toString());
  }

  private static Optional<Path> rootOf(Path marker) throws IOException {
    return rootOf(marker, Files.readAllBytes(marker));
  }

  /// The root of the store that a marker is in; empty if it is damaged, which the verifier reports.
  static Optional<Path> rootOf(Path marker, byte[] bytes) {
    return key(marker, bytes).flatMap(it -> rootOf(marker, it));
  }

  private static Optional<Path> key(Path marker, byte[] bytes) {
    String name = String.valueOf(marker.getFileName());
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      return ObjectKeys.isRenderMarker(marker.toString())
          ? renderKey(RenderMarker.read(in), name)
          : commitKey(CommitMarker.read(in), name);
    } catch (IOException | InvalidPathException _) {
      return Optional.empty();
    }
  }

  private static Optional<Path> renderKey(RenderMarker marker, String name) {
    return marker.views().stream()
        .findFirst()
        .map(it -> Path.of(ViewKeys.markers(marker.prefix(), it.name()), "v" + it.version(), name));
  }

  private static Optional<Path> commitKey(CommitMarker marker, String name) {
    return marker
        .segmentArtifact()
        .map(CommitMarker.Artifact::key)
        .filter(it -> it.lastIndexOf(SEGMENTS) > 0)
        .map(it -> Path.of(it.substring(0, it.lastIndexOf(SEGMENTS)), "commits", name));
  }

  private static Optional<Path> rootOf(Path marker, Path key) {
    if (key.isAbsolute() || !marker.endsWith(key)) {
      return Optional.empty();
    }
    Path root = marker;
    for (int i = 0; i < key.getNameCount() && root != null; i++) {
      root = root.getParent();
    }
    return Optional.ofNullable(root);
  }
}
