package io.edgemq.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.cluster.directory.DirectoryAdmin.Outcome;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.ops.admin.Administration;
import java.io.IOException;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What commands on one document have in common.
final class DocumentOptions {
  static final String KINDS = "plans, tenants, endpoints, destinations";

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  /// For completion.
  static final class KindLabels implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(DocumentKind.values()).map(DocumentKind::label).iterator();
    }
  }

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      completionCandidates = KindLabels.class,
      description = "One of " + KINDS)
  private @Nullable DocumentKind kind;

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      description = "PLAN, TENANT, TENANT/ENDPOINT or TENANT/DESTINATION")
  private String name = "";

  /// Which document; wrong usage if there cannot be one of that name.
  DocumentName name() {
    try {
      return new DocumentName(Objects.requireNonNull(kind), name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "NAME: " + e.getMessage(), e);
    }
  }

  /// A change of a document.
  interface Change {
    /// Makes it.
    Outcome by(Administration admin, DocumentName of) throws IOException;
  }

  /// Makes a change and tells what came of it.
  ///
  /// @param what has happened to the document then
  /// @return the exit code
  int change(AdminOptions options, String what, Change change) throws IOException {
    DocumentName name = name();
    return options.run(admin -> told(name, what, change.by(admin, name)));
  }

  private int told(DocumentName of, String what, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done(int version) -> {
        Main.out(spec).println("%s %s, version %d".formatted(of, what, version));
        Main.out(spec).flush();
        return Main.OK;
      }
      case Outcome.Conflict(int version) ->
          Main.err(spec)
              .println(
                  version == 0
                      ? "edgemq: %s has no version, so nothing was changed".formatted(of)
                      : "edgemq: %s is at version %d, so nothing was changed: look, and try again"
                          .formatted(of, version));
      case Outcome.Refused(var why) -> AdminOptions.print(spec, "edgemq: nothing was changed", why);
    }
    Main.err(spec).flush();
    return Main.FAULT;
  }

  /// The option that guards a change.
  static final class Expected {
    @Option(
        names = "--expect",
        paramLabel = "VERSION",
        description =
            "Change it only if this is its last version, 0 if it has none (default: whatever it is)")
    private @Nullable Integer version;

    OptionalInt version() {
      return version == null ? OptionalInt.empty() : OptionalInt.of(version);
    }
  }

  /// Writes kind, tenant (of what belongs to one) and name.
  static void writeName(DocumentName of, JsonGenerator json) throws IOException {
    json.writeStringField("kind", of.kind().label());
    int slash = of.name().indexOf('/');
    if (slash > 0) {
      json.writeStringField("tenant", of.name().substring(0, slash));
    }
    json.writeStringField("name", of.name().substring(slash + 1));
  }
}
