package io.edgemq.ops;

import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.tools.BucketLocation;
import io.edgemq.ops.tools.StoreLocation;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The place that commands read committed segments from: a folder or a bucket.
final class LocationOptions {
  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "LOCATION",
      description =
          "Folder of an object store, or any folder in it (of a tenant, an endpoint, a node, an"
              + " epoch): then what is below that. The store's root is found by itself. Or the same"
              + " in a bucket, s3://bucket/prefix; region, endpoint and credentials are those of"
              + " object-store.s3 in the settings, or of the environment")
  private String location = "";

  @Mixin private final SettingsOptions options = new SettingsOptions();

  /// A store that was opened.
  ///
  /// @param prefix of the keys at the place: empty, or ending at a `/`
  record Located(ObjectStore store, String prefix) implements AutoCloseable {
    @Override
    public void close() {
      if (store instanceof S3ObjectStore bucket) {
        bucket.close();
      }
    }
  }

  /// As it was written.
  String text() {
    return location;
  }

  /// Opens it. Empty if the settings have faults, which are told.
  ///
  /// @throws IOException if nothing was committed there, or it cannot be read
  Optional<Located> open() throws IOException {
    if (!location.startsWith("s3:")) {
      StoreLocation store = StoreLocation.of(Path.of(location)).orElseThrow(this::nothing);
      return Optional.of(new Located(new FolderObjectStore(store.root()), store.prefix()));
    }
    BucketLocation.Place place =
        BucketLocation.Place.of(location)
            .orElseThrow(() ->
                new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    location
                        + " is no place; allowed: a folder, s3://bucket or s3://bucket/prefix"));
    Optional<S3Settings> settings = settings(place);
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    BucketLocation found = BucketLocation.of(settings.get(), place).orElseThrow(this::nothing);
    return Optional.of(new Located(new S3ObjectStore(found.root()), found.prefix()));
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

  private IOException nothing() {
    return new IOException(
        "no commit marker found under " + location + ": nothing was committed there");
  }
}
