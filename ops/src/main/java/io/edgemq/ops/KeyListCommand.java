package io.edgemq.ops;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.KeyDocuments;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.tools.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
      "  edgemq admin key list --config edge.conf --tenant acme --json"
    })
final class KeyListCommand implements Callable<Integer> {
  private static final List<String> HEADINGS =
      List.of("TENANT", "NAME", "STATE", "ENDPOINT", "SCOPES", "TOPICS", "EXPIRES");

  @Spec @Nullable CommandSpec spec;
  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Option(names = "--tenant", paramLabel = "NAME", description = "Only the keys of this tenant")
  private @Nullable String tenant;

  @Option(names = "--json", description = "One JSON object instead of the table")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    if (settings.isEmpty()) {
      return Main.USAGE;
    }
    var documents = new KeyDocuments(Node.objectStore(settings.get()));
    List<ApiKey> keys = new ArrayList<>(settings.get().declared().directory().keys());
    for (KeyName name : documents.keys()) {
      try {
        keys.add(documents.read(name));
      } catch (IllegalArgumentException e) {
        Main.err(spec)
            .println(
                "edgemq: the document of key %s of %s is ignored: %s"
                    .formatted(name.name(), name.tenant(), e.getMessage()));
      }
    }
    print(keys, Set.copyOf(documents.revoked()));
    return Main.OK;
  }

  private void print(List<ApiKey> keys, Set<KeyName> revoked) {
    Instant now = InstantSource.system().instant();
    List<ApiKey> shown =
        keys.stream()
            .filter(it -> tenant == null || tenant.equals(it.tenant()))
            .sorted(Comparator.comparing(ApiKey::tenant).thenComparing(ApiKey::name))
            .toList();
    if (isJson) {
      Main.out(spec).println(json(shown, revoked, now));
    } else {
      table(shown, revoked, now)
          .lines()
          .map(String::stripTrailing)
          .forEach(Main.out(spec)::println);
    }
    Main.out(spec).flush();
  }

  private static String table(List<ApiKey> keys, Set<KeyName> revoked, Instant now) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
    keys.stream().map(it -> row(it, revoked, now)).forEach(rows::add);
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

  private static String json(List<ApiKey> keys, Set<KeyName> revoked, Instant now) {
    return JsonText.of(json -> {
      json.writeArrayFieldStart("keys");
      for (ApiKey key : keys) {
        json.writeStartObject();
        json.writeStringField("tenant", key.tenant());
        json.writeStringField("name", key.name());
        json.writeStringField("state", state(key, revoked, now));
        if (key.endpoint().isPresent()) {
          json.writeStringField("endpoint", key.endpoint().get());
        }
        json.writeFieldName("scopes");
        json.writeArray(scopes(key), 0, key.scopes().size());
        json.writeFieldName("topics");
        json.writeArray(key.topics().toArray(String[]::new), 0, key.topics().size());
        if (key.expiresAt().isPresent()) {
          json.writeStringField("expiresAt", key.expiresAt().get().toString());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private static String[] scopes(ApiKey key) {
    return key.scopes().stream()
        .map(it -> it.name().toLowerCase(Locale.ROOT))
        .sorted()
        .toArray(String[]::new);
  }

  private static List<String> row(ApiKey key, Set<KeyName> revoked, Instant now) {
    return List.of(
        key.tenant(),
        key.name(),
        state(key, revoked, now),
        key.endpoint().orElse("all"),
        String.join(",", scopes(key)),
        String.join(" ", key.topics()),
        key.expiresAt().map(Instant::toString).orElse("never"));
  }

  private static String state(ApiKey key, Set<KeyName> revoked, Instant now) {
    if (revoked.contains(new KeyName(key.tenant(), key.name()))) {
      return "revoked";
    }
    return key.isExpired(now) ? "expired" : "good";
  }
}
