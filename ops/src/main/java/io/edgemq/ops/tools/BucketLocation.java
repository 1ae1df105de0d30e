package io.edgemq.ops.tools;

import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.s3.S3Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where in a bucket somebody points: the store's root, or a prefix below it; see [StoreLocation].
///
/// @param root settings of the store
/// @param prefix of the keys below the place: empty, or ending at a `/`
public record BucketLocation(S3Settings root, String prefix) {
  private static final Pattern URI = Pattern.compile("s3://([^/]+)(?:/(.*))?");

  /// A place as people write it.
  ///
  /// @param bucket name of it
  /// @param prefix empty, or ending at a `/`
  public record Place(String bucket, String prefix) {
    /// The place of a text that begins with `s3://`; empty if it is none.
    public static Optional<Place> of(String text) {
      Matcher parts = URI.matcher(text);
      if (!parts.matches()) {
        return Optional.empty();
      }
      String prefix = parts.group(2) == null ? "" : parts.group(2);
      boolean isWhole = prefix.isEmpty() || prefix.endsWith("/");
      return Optional.of(new Place(parts.group(1), isWhole ? prefix : prefix + "/"));
    }
  }

  /// The location of a place in the bucket of some settings: below their prefix if it is there,
  /// otherwise where its markers say. Empty if there is no marker below it.
  ///
  /// @throws IOException if the bucket cannot be read, or the store's root is below the place
  public static Optional<BucketLocation> of(S3Settings settings, Place place) throws IOException {
    String configured = settings.bucket().prefix();
    if (!configured.isEmpty() && place.prefix().startsWith(configured)) {
      return Optional.of(
          new BucketLocation(settings, place.prefix().substring(configured.length())));
    }
    S3Settings whole = settings.withPrefix("");
    try (var store = new S3ObjectStore(whole)) {
      List<String> markers =
          store.list(place.prefix()).stream()
              .filter(it -> ObjectKeys.isMarker(it) || ObjectKeys.isRenderMarker(it))
              .toList();
      for (String marker : markers) {
        Optional<String> root = root(store, marker);
        if (root.isPresent()) {
          return Optional.of(below(whole, root.get(), place));
        }
      }
      return markers.isEmpty()
          ? Optional.empty()
          : Optional.of(new BucketLocation(whole, place.prefix()));
    }
  }

  private static BucketLocation below(S3Settings whole, String root, Place place)
      throws IOException {
    if (!place.prefix().startsWith(root)) {
      throw new IOException(
          "s3://%s/%s is not an object store and not part of one, but s3://%s/%s is; verify that"
              .formatted(place.bucket(), place.prefix(), place.bucket(), root));
    }
    return new BucketLocation(whole.withPrefix(root), place.prefix().substring(root.length()));
  }

  /// The prefix of the store that a marker is in, empty or ending at a `/`; nothing if the marker
  /// is damaged.
  private static Optional<String> root(S3ObjectStore store, String marker) throws IOException {
    try (InputStream in = store.open(marker)) {
      Path top = Path.of("/");
      return StoreLocation.rootOf(top.resolve(marker), in.readAllBytes())
          .map(it -> it.equals(top) ? "" : top.relativize(it) + "/");
    }
  }
}
