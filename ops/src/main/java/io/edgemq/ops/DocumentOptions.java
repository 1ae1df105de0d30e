package io.edgemq.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DirectoryAdmin.Outcome;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.ops.audit.AuditEvent;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.NodeSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  /// What works on the documents of the nodes with these settings.
  static DirectoryAdmin admin(NodeSettings settings) throws IOException {
    return new DirectoryAdmin(
        settings.declared(), Node.objectStore(settings), InstantSource.system());
  }

  /// A change of a document.
  interface Change {
    Outcome by(DirectoryAdmin admin, DocumentName of) throws IOException;
  }

  /// Something that is wrong with a change and not with the document.
  interface Doubts {
    /// One line each; empty: none.
    List<String> of(NodeSettings settings, DirectoryAdmin admin) throws IOException;
  }

  /// Makes a change and tells what came of it.
  ///
  /// @param action for the audit log
  /// @param what has happened to the document then
  /// @return the exit code
  int change(SettingsOptions options, String action, String what, Change change)
      throws IOException {
    return change(options, action, what, (_, _) -> List.of(), change);
  }

  /// The same, unless there are doubts.
  int change(SettingsOptions options, String action, String what, Doubts doubts, Change change)
      throws IOException {
    DocumentName name = name();
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    if (settings.isEmpty()) {
      return Main.USAGE;
    }
    DirectoryAdmin admin = admin(settings.get());
    List<String> found = doubts.of(settings.get(), admin);
    if (found.isEmpty()) {
      Outcome outcome =
          new CommandAudit(settings.get())
              .change(
                  action, name.toString(), () -> change.by(admin, name), DocumentOptions::noted);
      return told(name, what, outcome);
    }
    print(Main.err(spec), "edgemq: nothing was changed", found);
    return Main.FAULT;
  }

  /// A line, and others below it.
  static void print(PrintWriter to, String title, List<String> lines) {
    to.println(title);
    lines.forEach(it -> to.println("  " + it));
    to.flush();
  }

  private static CommandAudit.Noted noted(Outcome outcome) {
    return outcome instanceof Outcome.Done(int version)
        ? new CommandAudit.Noted(AuditEvent.Outcome.DONE, OptionalInt.of(version))
        : CommandAudit.Noted.REFUSED;
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
      case Outcome.Refused(var why) -> print(Main.err(spec), "edgemq: nothing was changed", why);
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
