package io.edgemq.ops;

import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.ops.tools.JsonText;
import io.edgemq.ops.tools.StandardStream;
import io.edgemq.ops.tools.TextTable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq admin list`: what plans, tenants, endpoints and destinations there are.
@Command(
    name = "list",
    description = {
      "Lists plans, tenants, endpoints and destinations: their documents in the object store, and"
          + " what the configuration declares.",
      "What has version - is only declared. With --url, what was removed is left out."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin list --config edge.conf",
      "  edgemq admin list endpoints --config edge.conf --json",
      "  edgemq admin list endpoints --url http://127.0.0.1:8558"
    })
final class DocumentListCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final AdminOptions options = new AdminOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "KIND",
      completionCandidates = DocumentOptions.KindLabels.class,
      description = "Only " + DocumentOptions.KINDS + " (default: all)")
  private @Nullable DocumentKind kind;

  @Option(names = "--json", description = "One JSON object instead of the table")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    List<DocumentKind> kinds = kind == null ? List.of(DocumentKind.values()) : List.of(kind);
    return options.run(admin -> {
      List<DirectoryAdmin.Listed> listed = admin.list(kinds);
      if (isJson) {
        Main.out(spec).println(json(listed));
      } else {
        table(listed).forEach(Main.out(spec)::println);
      }
      Main.out(spec).flush();
      return Main.OK;
    });
  }

  private List<String> table(List<DirectoryAdmin.Listed> listed) {
    var table =
        new TextTable()
            .texts("kind")
            .texts("name")
            .numbers("version")
            .texts("updated")
            .texts("by")
            .texts("state");
    for (DirectoryAdmin.Listed each : listed) {
      table.row(
          List.of(
              each.name().kind().label(),
              each.name().name(),
              each.version() == 0 ? "-" : String.valueOf(each.version()),
              each.updatedAt(),
              each.updatedBy(),
              each.state()));
    }
    return table.lines(StandardStream.OUT.width(Objects.requireNonNull(spec)));
  }

  private static String json(List<DirectoryAdmin.Listed> listed) {
    return JsonText.of(json -> {
      json.writeArrayFieldStart("documents");
      for (DirectoryAdmin.Listed each : listed) {
        json.writeStartObject();
        DocumentOptions.writeName(each.name(), json);
        json.writeNumberField("version", each.version());
        json.writeStringField("state", each.state());
        json.writeStringField("updatedAt", each.updatedAt());
        json.writeStringField("updatedBy", each.updatedBy());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }
}
