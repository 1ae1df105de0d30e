package io.edgemq.ops;

import io.edgemq.ops.history.Place;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.tools.BucketLocation;
import io.edgemq.ops.tools.StoreLocation;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Opens the folders and buckets that somebody names on the command line, and closes them.
final class Locations implements AutoCloseable {
  private static final String BUCKET_SCHEME = "s3:";

  private final SettingsOptions options;
  private final @Nullable CommandSpec spec;
  private final List<ObjectStore> open = new ArrayList<>();

  /// @param options say how buckets are got to
  Locations(SettingsOptions options, @Nullable CommandSpec spec) {
    this.options = options;
    this.spec = spec;
  }

  /// Where committed segments are. Empty if the settings have faults, which are told.
  ///
  /// @param location a folder, or `s3://bucket/prefix`: a store's root or a place in it
  /// @throws IOException if nothing was committed there, or it cannot be read
  Optional<Place> source(String location) throws IOException {
    if (!location.startsWith(BUCKET_SCHEME)) {
      StoreLocation found =
          StoreLocation.of(Path.of(location)).orElseThrow(() -> nothing(location));
      return Optional.of(folder(found.root(), found.prefix()));
    }
    BucketLocation.Place place = bucketPlace(location);
    Optional<S3Settings> settings = settings(place);
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    BucketLocation found =
        BucketLocation.of(settings.get(), place).orElseThrow(() -> nothing(location));
    return Optional.of(bucket(place.bucket(), found.root(), found.prefix()));
  }

  /// Where new objects go: of the same store if the location is in it, else of one that begins
  /// there. Empty if the settings have faults, which are told.
  Optional<Place> target(String location, Place source) throws IOException {
    if (!location.startsWith(BUCKET_SCHEME)) {
      Path folder = Path.of(location).toAbsolutePath().normalize();
      boolean isFolder = source.store() instanceof FolderObjectStore;
      if (isFolder && folder.startsWith(source.root())) {
        Path root = Path.of(source.root());
        String prefix = folder.equals(root) ? "" : root.relativize(folder) + "/";
        return Optional.of(new Place(source.store(), source.root(), prefix));
      }
      return Optional.of(folder(folder, ""));
    }
    BucketLocation.Place place = bucketPlace(location);
    String text = text(place.bucket(), place.prefix());
    if (text.startsWith(source.root())) {
      String prefix = text.substring(source.root().length());
      return Optional.of(new Place(source.store(), source.root(), prefix));
    }
    Optional<S3Settings> settings = settings(place);
    return settings.isEmpty()
        ? Optional.empty()
        : Optional.of(bucket(place.bucket(), settings.get().withPrefix(place.prefix()), ""));
  }

  private Place folder(Path root, String prefix) throws IOException {
    return new Place(new FolderObjectStore(root), root.toString(), prefix);
  }

  private Place bucket(String name, S3Settings root, String prefix) throws IOException {
    var store = new S3ObjectStore(root);
    open.add(store);
    return new Place(store, text(name, root.bucket().prefix()), prefix);
  }

  /// Ends at a `/`, so that no bucket's name is the beginning of another's.
  private static String text(String bucket, String prefix) {
    return "s3://" + bucket + "/" + prefix;
  }

  private BucketLocation.Place bucketPlace(String location) {
    return BucketLocation.Place.of(location)
        .orElseThrow(() ->
            new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                location + " is no place; allowed: a folder, s3://bucket or s3://bucket/prefix"));
  }

  /// How the bucket is got to; its name and prefix are those of the place.
  private Optional<S3Settings> settings(BucketLocation.Place place) {
    List<String> bucket =
        List.of("object-store.kind=s3", "object-store.s3.bucket=\"%s\"".formatted(place.bucket()));
    return options
        .load(Main.err(spec), bucket)
        .map(NodeSettings::objectStore)
        .filter(NodeSettings.ObjectStore.Bucket.class::isInstance)
        .map(it -> ((NodeSettings.ObjectStore.Bucket) it).settings());
  }

  private static IOException nothing(String location) {
    return new IOException(
        "no commit marker found under " + location + ": nothing was committed there");
  }

  @Override
  public void close() {
    for (ObjectStore store : open) {
      if (store instanceof S3ObjectStore bucket) {
        bucket.close();
      }
    }
  }
}
