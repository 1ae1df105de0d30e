package io.edgemq.ops;

import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.tools.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
    description = "Prints the last version of a document, as it lies in the object store.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin show endpoints acme/plant --config edge.conf",
      "  edgemq admin show plans pro --history --config edge.conf"
    })
final class DocumentShowCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final SettingsOptions options = new SettingsOptions();
  @Mixin private final DocumentOptions document = new DocumentOptions();

  @Option(
      names = "--history",
      description = "All versions, one a line behind its number, the oldest first")
  private boolean isHistoryWanted;

  @Option(
      names = "--json",
      description = "One JSON object: kind, tenant, name, and versions, each with its document")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    DocumentName name = document.name();
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    if (settings.isEmpty()) {
      return Main.USAGE;
    }
    DirectoryAdmin admin = DocumentOptions.admin(settings.get());
    List<Integer> versions = admin.versions(name);
    if (versions.isEmpty()) {
      throw new IOException(
          "%s has no document: see edgemq admin list %s".formatted(name, name.kind().label()));
    }
    if (isJson) {
      print(admin, name, isHistoryWanted ? versions : List.of(versions.getLast()));
    } else if (isHistoryWanted) {
      for (int version : versions) {
        Main.out(spec).println(version + " " + visible(admin.read(name, version)));
      }
    } else {
      Main.out(spec).println(visible(admin.read(name, versions.getLast())));
    }
    Main.out(spec).flush();
    return Main.OK;
  }

  private void print(DirectoryAdmin admin, DocumentName name, List<Integer> versions) {
    String text =
        JsonText.of(json -> {
          DocumentOptions.writeName(name, json);
          json.writeArrayFieldStart("versions");
          for (int version : versions) {
            json.writeStartObject();
            json.writeNumberField("version", version);
            json.writeFieldName("document");
            json.writeRawValue(visible(admin.read(name, version)));
            json.writeEndObject();
          }
          json.writeEndArray();
        });
    Main.out(spec).println(text);
  }

  /// Anybody may have put it there, with bytes that a terminal takes for orders.
  private static String visible(String json) {
    return json.strip().replaceAll("\\p{Cntrl}", " ");
  }
}
