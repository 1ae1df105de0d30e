package io.edgemq.ops;

import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.ops.audit.AuditEvent;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.tools.ViewFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq admin publish`: publishes views, so that documents of endpoints can name them.
@Command(
    name = "publish",
    description = {
      "Publishes views of a tenant, one in each file, so that its endpoints can have them.",
      "A version means one thing for ever: a change is a new version."
    },
    footerHeading = "%nExamples:%n",
    footer = "  edgemq admin publish acme views/temperature_readings.yaml --config edge.conf")
final class ViewPublishCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Parameters(index = "0", paramLabel = "TENANT", description = "Whose views they are")
  private String tenant = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "YAML")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    if (settings.isEmpty()) {
      return Main.USAGE;
    }
    requireTenant(settings.get());
    var views = new ArrayList<PublishedView>();
    for (Path file : files) {
      views.add(ViewFile.read(file)); // all of them before the first is published
    }
    var documents = new ViewDocuments(Node.objectStore(settings.get()));
    var audit = new CommandAudit(settings.get());
    for (PublishedView view : views) {
      switch (audit.change(
          "publish",
          "views/%s/%s".formatted(tenant, view.definition().name()),
          () -> documents.publish(tenant, view),
          it -> noted(it, view))) {
        case ViewDocuments.Outcome.Published() ->
            Main.out(spec).println("%s of %s is published".formatted(view.label(), tenant));
        case ViewDocuments.Outcome.Differs(String key) ->
            throw new IOException(key + " has another definition; a change is a new version");
      }
    }
    Main.out(spec).flush();
    return Main.OK;
  }

  private static CommandAudit.Noted noted(ViewDocuments.Outcome outcome, PublishedView view) {
    return outcome instanceof ViewDocuments.Outcome.Published
        ? new CommandAudit.Noted(
            AuditEvent.Outcome.DONE, OptionalInt.of(view.definition().version()))
        : CommandAudit.Noted.REFUSED;
  }

  private void requireTenant(NodeSettings settings) throws IOException {
    boolean isThere =
        DocumentOptions.admin(settings).list(List.of(DocumentKind.TENANTS)).stream()
            .anyMatch(it -> it.name().name().equals(tenant) && !it.state().equals("removed"));
    if (!isThere) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "TENANT is unknown: see edgemq admin list tenants");
    }
  }
}
