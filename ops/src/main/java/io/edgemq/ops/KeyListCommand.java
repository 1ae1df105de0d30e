package io.edgemq.ops;

import io.edgemq.ops.admin.Administration;
import io.edgemq.ops.admin.Administration.ListedKey;
import io.edgemq.ops.tools.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `edgemq admin key list`: what keys there are.
@Command(
    name = "list",
    description = "Lists all keys: those in the object store, and those of the configuration.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin key list --config edge.conf",
      "  edgemq admin key list --config edge.conf --tenant acme --json",
      "  edgemq admin key list --url http://127.0.0.1:8558"
    })
final class KeyListCommand implements Callable<Integer> {
  private static final List<String> HEADINGS =
      List.of("TENANT", "NAME", "STATE", "ENDPOINT", "SCOPES", "TOPICS", "EXPIRES");

  @Spec @Nullable CommandSpec spec;
  @Mixin private final AdminOptions options = new AdminOptions();

  @Option(names = "--tenant", paramLabel = "NAME", description = "Only the keys of this tenant")
  private @Nullable String tenant;

  @Option(names = "--json", description = "One JSON object instead of the table")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    return options.run(admin -> {
      Administration.Keys keys = admin.keys(Optional.ofNullable(tenant));
      keys.ignored().forEach(it -> Main.err(spec).println("edgemq: " + it));
      Main.err(spec).flush();
      print(keys.keys());
      return Main.OK;
    });
  }

  private void print(List<ListedKey> keys) {
    List<ListedKey> shown =
        keys.stream()
            .sorted(
                Comparator.comparing((ListedKey it) -> it.name().tenant())
                    .thenComparing(it -> it.name().name()))
            .toList();
    if (isJson) {
      Main.out(spec).println(json(shown));
    } else {
      table(shown).lines().map(String::stripTrailing).forEach(Main.out(spec)::println);
    }
    Main.out(spec).flush();
  }

  private static String table(List<ListedKey> keys) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
    keys.stream().map(KeyListCommand::row).forEach(rows::add);
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length() + 2);
      }
    }
    var table = Help.TextTable.forColumnWidths(Help.defaultColorScheme(Help.Ansi.OFF), widths);
    table.indentWrappedLines = 0;
    rows.forEach(it -> table.addRowValues(it.toArray(String[]::new)));
    return table.toString();
  }

  private static String json(List<ListedKey> keys) {
    return JsonText.of(json -> {
      json.writeArrayFieldStart("keys");
      for (ListedKey key : keys) {
        json.writeStartObject();
        json.writeStringField("tenant", key.name().tenant());
        json.writeStringField("name", key.name().name());
        json.writeStringField("state", key.state());
        if (key.endpoint().isPresent()) {
          json.writeStringField("endpoint", key.endpoint().get());
        }
        json.writeFieldName("scopes");
        json.writeArray(key.scopes().toArray(String[]::new), 0, key.scopes().size());
        json.writeFieldName("topics");
        json.writeArray(key.topics().toArray(String[]::new), 0, key.topics().size());
        if (key.expiresAt().isPresent()) {
          json.writeStringField("expiresAt", key.expiresAt().get());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private static List<String> row(ListedKey key) {
    return List.of(
        key.name().tenant(),
        key.name().name(),
        key.state(),
        key.endpoint().orElse("all"),
        String.join(",", key.scopes()),
        String.join(" ", key.topics()),
        key.expiresAt().orElse("never"));
  }
}
