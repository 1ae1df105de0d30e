package io.edgemq.ops;

import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.tools.BucketLocation;
import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.RenderedRows;
import io.edgemq.ops.tools.StoreLocation;
import io.edgemq.ops.tools.Verification;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq verify`: holds an object store against its commit markers.
@Command(
    name = "verify",
    description = {
      "Reads every marker below a folder or in a bucket, of commits and of later renderings, and checks the objects"
          + " that it names: that they are there, their size and SHA-256, every frame's checksum, and"
          + " the counts.",
      "Exit code 1 on any fault, and also where no marker is found: nothing was committed there, or"
          + " it is the wrong folder."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq verify data/objects",
      "  edgemq verify data/objects/acme/plant",
      "  edgemq verify --json data/objects",
      "  edgemq verify s3://lake/edge --config edge.conf"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "LOCATION",
      description =
          "Folder of an object store, or any folder in it (of a tenant, an endpoint, a node, an"
              + " epoch): then the markers below that. The store's root is found by itself. Or the"
              + " same in a bucket, s3://bucket/prefix; region, endpoint and credentials are those of"
              + " object-store.s3 in the settings, or of the environment")
  private String location = "";

  @Option(names = "--json", description = "One JSON document instead of the table")
  private boolean isJson;

  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Override
  public Integer call() throws IOException {
    if (!location.startsWith("s3:")) {
      StoreLocation store = StoreLocation.of(Path.of(location)).orElseThrow(this::nothing);
      return told(verify(new FolderObjectStore(store.root()), store.prefix()));
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
      return Main.USAGE;
    }
    BucketLocation found = BucketLocation.of(settings.get(), place).orElseThrow(this::nothing);
    try (var store = new S3ObjectStore(found.root())) {
      return told(verify(store, found.prefix()));
    }
  }

  /// How the bucket is got to; its name and prefix are those of the place. Empty if the settings
  /// have faults, which are told.
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
    return new IOException("no marker found under " + location + ": nothing was committed there");
  }

  private int told(CommitVerifier.Report report) {
    var verification = new Verification(location, report);
    if (isJson) {
      Main.out(spec).println(verification.json());
    } else {
      verification.lines().forEach(Main.out(spec)::println);
    }
    Main.out(spec).flush();
    return verification.isSound() ? Main.OK : Main.FAULT;
  }

  private CommitVerifier.Report verify(ObjectStore store, String prefix) throws IOException {
    var verifier = new CommitVerifier(store, RenderedRows::count);
    try (Progress progress = Progress.on(Main.err(spec), "Verifying", "segments", 1)) {
      return verifier.verify(prefix, (done, of) -> progress.at(done, of, ""));
    }
  }
}
