package io.edgemq.ops;

import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.ops.admin.Administration;
import io.edgemq.ops.admin.Administration.Text;
import io.edgemq.ops.tools.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `edgemq admin show`: prints a document.
@Command(
    name = "show",
    description = {
      "Prints the last version of a document, as it lies in the object store.",
      "With --url, what it says: without who changed it when, and what is only declared, too."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin show endpoints acme/plant --config edge.conf",
      "  edgemq admin show plans pro --history --config edge.conf",
      "  edgemq admin show endpoints acme/plant --url http://127.0.0.1:8558"
    })
final class DocumentShowCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final AdminOptions options = new AdminOptions();
  @Mixin private final DocumentOptions document = new DocumentOptions();

  @Option(
      names = "--history",
      description = "All versions, one a line behind its number, the oldest first; not with --url")
  private boolean isHistoryWanted;

  @Option(
      names = "--json",
      description = "One JSON object: kind, tenant, name, and versions, each with its document")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    DocumentName name = document.name();
    return options.run(admin -> show(admin, name));
  }

  private int show(Administration admin, DocumentName name) throws IOException {
    List<Text> versions =
        isHistoryWanted ? admin.history(name) : admin.last(name).stream().toList();
    if (versions.isEmpty()) {
      throw new IOException(
          "%s has no document: see edgemq admin list %s".formatted(name, name.kind().label()));
    }
    if (isJson) {
      Main.out(spec).println(json(name, versions));
    } else if (isHistoryWanted) {
      versions.forEach(it -> Main.out(spec).println(it.version() + " " + visible(it.json())));
    } else {
      Main.out(spec).println(visible(versions.getLast().json()));
    }
    Main.out(spec).flush();
    return Main.OK;
  }

  private static String json(DocumentName name, List<Text> versions) {
    return JsonText.of(json -> {
      DocumentOptions.writeName(name, json);
      json.writeArrayFieldStart("versions");
      for (Text each : versions) {
        json.writeStartObject();
        json.writeNumberField("version", each.version());
        json.writeFieldName("document");
        json.writeRawValue(visible(each.json()));
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  /// Anybody may have put it there, with bytes that a terminal takes for orders.
  private static String visible(String json) {
    return json.strip().replaceAll("\\p{Cntrl}", " ");
  }
}
