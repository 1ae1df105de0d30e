package io.edgemq.ops;

import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  record Located(ObjectStore store, String prefix, Locations opened) implements AutoCloseable {
    @Override
    public void close() {
      opened.close();
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
    var locations = new Locations(options, spec);
    return locations.source(location).map(it -> new Located(it.store(), it.prefix(), locations));
  }
}
