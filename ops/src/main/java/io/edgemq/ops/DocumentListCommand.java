package io.edgemq.ops;

import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.tools.StandardStream;
import io.edgemq.ops.tools.TextTable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq admin list`: what plans, tenants, endpoints and destinations there are.
@Command(
    name = "list",
    description = {
      "Lists plans, tenants, endpoints and destinations: their documents in the object store, and"
          + " what the configuration declares.",
      "What has version - is only declared."
    })
final class DocumentListCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "KIND",
      description = "Only " + DocumentOptions.KINDS + " (default: all)")
  private @Nullable DocumentKind kind;

  @Override
  public Integer call() throws IOException {
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    if (settings.isEmpty()) {
      return Main.USAGE;
    }
    List<DocumentKind> kinds = kind == null ? List.of(DocumentKind.values()) : List.of(kind);
    var table =
        new TextTable()
            .texts("kind")
            .texts("name")
            .numbers("version")
            .texts("updated")
            .texts("by")
            .texts("state");
    for (DirectoryAdmin.Listed each : DocumentOptions.admin(settings.get()).list(kinds)) {
      table.row(
          List.of(
              each.name().kind().label(),
              each.name().name(),
              each.version() == 0 ? "-" : String.valueOf(each.version()),
              each.updatedAt(),
              each.updatedBy(),
              each.state()));
    }
    int width = StandardStream.OUT.width(Objects.requireNonNull(spec));
    table.lines(width).forEach(Main.out(spec)::println);
    Main.out(spec).flush();
    return Main.OK;
  }
}
