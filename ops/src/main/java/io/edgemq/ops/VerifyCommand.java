package io.edgemq.ops;

import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.RenderedRows;
import io.edgemq.ops.tools.Verification;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Mixin private final LocationOptions location = new LocationOptions();

  @Option(names = "--json", description = "One JSON document instead of the table")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    Optional<LocationOptions.Located> located = location.open();
    if (located.isEmpty()) {
      return Main.USAGE;
    }
    try (LocationOptions.Located place = located.get()) {
      return told(verify(place.store(), place.prefix()));
    }
  }

  private int told(CommitVerifier.Report report) {
    var verification = new Verification(location.text(), report);
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
