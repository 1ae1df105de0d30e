package io.edgemq.ops;

import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.RenderedRows;
import io.edgemq.ops.tools.StoreLocation;
import io.edgemq.ops.tools.Verification;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.object.FolderObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq verify`: holds an object store against its commit markers.
@Command(
    name = "verify",
    description = {
      "Reads every marker below a folder, of commits and of later renderings, and checks the objects"
          + " that it names: that they are there, their size and SHA-256, every frame's checksum, and"
          + " the counts.",
      "Exit code 1 on any fault, and also where no marker is found: nothing was committed there, or"
          + " it is the wrong folder."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq verify data/objects",
      "  edgemq verify data/objects/acme/plant",
      "  edgemq verify --json data/objects"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "LOCATION",
      description =
          "Folder of an object store, or any folder in it (of a tenant, an endpoint, a node, an"
              + " epoch): then the markers below that. The store's root is found by itself")
  private String location = "";

  @Option(names = "--json", description = "One JSON document instead of the table")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    Path folder = folder();
    Optional<StoreLocation> store = StoreLocation.of(folder);
    if (store.isEmpty()) {
      throw new IOException("no marker found under " + folder + ": nothing was committed there");
    }
    CommitVerifier.Report report = verify(store.get());
    var verification = new Verification(location, report);
    if (isJson) {
      Main.out(spec).println(verification.json());
    } else {
      verification.lines().forEach(Main.out(spec)::println);
    }
    Main.out(spec).flush();
    return verification.isSound() ? Main.OK : Main.FAULT;
  }

  private Path folder() {
    if (location.startsWith("s3:")) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          location + ": s3 comes with a later version; allowed: a folder");
    }
    return Path.of(location);
  }

  private CommitVerifier.Report verify(StoreLocation store) throws IOException {
    var verifier = new CommitVerifier(new FolderObjectStore(store.root()), RenderedRows::count);
    try (Progress progress = Progress.on(Main.err(spec), "Verifying", "segments", 1)) {
      return verifier.verify(store.prefix(), (done, of) -> progress.at(done, of, ""));
    }
  }
}
