package io.edgemq.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ops.api.ApiRoute;
import io.edgemq.ops.api.OpenApi;
import io.edgemq.ops.api.TokenExchange;
import io.edgemq.ops.api.Tokens;
import io.edgemq.ops.receipt.ReceiptLookup;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.SettingsLoader;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.FolderObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.server.Directives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementApiTest {
  @TempDir private Path folder;

  @Test
  void theTableOfRoutesAndTheOpenApiDocumentAreTheSame() throws Exception {
    NodeSettings settings = settings();
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "edgemq", settings.pekkoConfig());
    try {
      assertThat(routes(system, settings))
          .extracting(it -> line(it.method(), it.path().text().replace("{+", "{"), it.access()))
          .containsExactlyInAnyOrderElementsOf(
              new OpenApi()
                  .operations().stream()
                      .map(it -> line(it.method(), it.path(), it.access()))
                      .toList());
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  private static String line(String method, String path, Object access) {
    return "%s %s: %s".formatted(method, path, access);
  }

  private NodeSettings settings() {
    return switch (SettingsLoader.load(List.of("data-dir=" + folder))) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }

  private List<ApiRoute> routes(ActorSystem<Void> system, NodeSettings settings) {
    InstantSource clock = InstantSource.system();
    var store = new FolderObjectStore(folder.resolve("objects"));
    var views = new ViewDocuments(store);
    var directory = new LiveDirectory(settings.declared(), store, clock);
    var authenticator = new Authenticator(directory, clock, settings.attempts());
    var receipts = new ReceiptLookup(folder, _ -> store, views, new ObjectKeys("local"));
    var parts =
        new ManagementApi.Parts(
            settings,
            clock,
            store,
            _ -> store,
            views,
            directory,
            authenticator,
            receipts,
            Directives.reject(),
            Directives.reject(),
            Optional::empty);
    var tokens = new Tokens(directory, clock, Optional.empty());
    return new ManagementApi(system, parts, system.ignoreRef())
        .routes(new TokenExchange(authenticator, tokens, Duration.ofHours(1)));
  }
}
