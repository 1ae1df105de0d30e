package io.edgemq.ops.node;

import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DirectoryWatch;
import io.edgemq.cluster.directory.KeyDocuments;
import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.cluster.directory.ViewDrafts;
import io.edgemq.cluster.operation.ClusterDesk;
import io.edgemq.cluster.placement.ClusterReports;
import io.edgemq.cluster.placement.NodeReport;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ops.api.Access;
import io.edgemq.ops.api.ApiHandler;
import io.edgemq.ops.api.ApiRoute;
import io.edgemq.ops.api.ApiServer;
import io.edgemq.ops.api.AuditEntries;
import io.edgemq.ops.api.Audited;
import io.edgemq.ops.api.Bindings;
import io.edgemq.ops.api.Connections;
import io.edgemq.ops.api.Destinations;
import io.edgemq.ops.api.Documents;
import io.edgemq.ops.api.Drafts;
import io.edgemq.ops.api.Endpoints;
import io.edgemq.ops.api.Keys;
import io.edgemq.ops.api.Nodes;
import io.edgemq.ops.api.OpenApiDocument;
import io.edgemq.ops.api.Plans;
import io.edgemq.ops.api.Receipts;
import io.edgemq.ops.api.RecentLetters;
import io.edgemq.ops.api.Segments;
import io.edgemq.ops.api.Tenants;
import io.edgemq.ops.api.TokenExchange;
import io.edgemq.ops.api.Tokens;
import io.edgemq.ops.api.ViewPreviews;
import io.edgemq.ops.api.Views;
import io.edgemq.ops.audit.AuditLog;
import io.edgemq.ops.management.ClusterRoutes;
import io.edgemq.ops.management.DrainRoutes;
import io.edgemq.ops.management.LogRoutes;
import io.edgemq.ops.receipt.ReceiptLookup;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.TokenSecret;
import io.edgemq.storage.commit.StoreOfLog;
import io.edgemq.storage.object.ObjectStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.server.Route;

/// The table of everything that is on the management port of a node (decision 0032).
final class ManagementApi {
  /// What it is about.
  ///
  /// @param store the operator's
  /// @param stores where the segments of endpoints are
  /// @param health what answers `/alive` and `/ready`
  /// @param metrics what answers `/metrics`
  /// @param drain nothing as long as the node does not serve
  record Parts(
      NodeSettings settings,
      InstantSource clock,
      ObjectStore store,
      StoreOfLog stores,
      ViewDocuments views,
      LiveDirectory directory,
      Authenticator authenticator,
      ReceiptLookup receipts,
      Route health,
      Route metrics,
      Supplier<Optional<Drain>> drain) {}

  private final ActorSystem<?> system;
  private final Parts parts;
  private final Executor blocking;
  private final Documents documents;
  private final AuditLog auditLog;
  private final Audited audited;

  ManagementApi(
      ActorSystem<?> system, Parts parts, ActorRef<DirectoryWatch.Command> directoryWatch) {
    this.system = system;
    this.parts = parts;
    blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    documents =
        new Documents(
            new DirectoryAdmin(parts.settings().declared(), parts.store(), parts.clock()),
            () -> directoryWatch.tell(new DirectoryWatch.Look()));
    auditLog = new AuditLog(parts.store(), parts.clock());
    audited = new Audited(auditLog);
  }

  /// What answers.
  Route route() {
    NodeSettings.Management settings = parts.settings().management();
    var tokens =
        new Tokens(
            parts.directory(), parts.clock(), settings.tokenSecret().map(TokenSecret::bytes));
    var exchange = new TokenExchange(parts.authenticator(), tokens, settings.tokenTtlMax());
    return new ApiServer(routes(exchange), tokens, parts.authenticator(), blocking).route();
  }

  /// All there is.
  List<ApiRoute> routes(TokenExchange exchange) {
    var routes = new ArrayList<ApiRoute>();
    routes.addAll(health());
    routes.addAll(exchange.routes());
    routes.addAll(cluster());
    routes.addAll(new Plans(documents, audited).routes());
    routes.addAll(new Tenants(documents, audited).routes());
    routes.addAll(new Endpoints(documents, audited).routes());
    routes.addAll(new Destinations(parts.settings(), documents, audited).routes());
    routes.addAll(keys().routes());
    routes.addAll(views());
    routes.addAll(new AuditEntries(auditLog).routes());
    routes.addAll(recent());
    routes.addAll(OpenApiDocument.routes());
    return routes;
  }

  private Keys keys() {
    return new Keys(
        parts.settings().declared().directory(),
        new KeyDocuments(parts.store()),
        documents,
        audited,
        parts.clock());
  }

  private List<ApiRoute> views() {
    var drafts = new ViewDrafts(parts.store());
    var routes = new ArrayList<ApiRoute>();
    routes.addAll(new Views(parts.views(), drafts, documents, audited).routes());
    routes.addAll(new Drafts(drafts, documents, audited, parts.clock()).routes());
    routes.addAll(new Bindings(documents, audited).routes());
    return routes;
  }

  private List<ApiRoute> health() {
    var health = new ApiHandler.Mounted(parts.health());
    var metrics = new ApiHandler.Mounted(parts.metrics());
    return List.of(
        ApiRoute.mounted("GET", "/alive", Access.PUBLIC, health),
        ApiRoute.mounted("GET", "/ready", Access.PUBLIC, health),
        ApiRoute.mounted("GET", "/metrics", Access.METRICS, metrics));
  }

  /// What runs on all nodes, and what was committed lately.
  private List<ApiRoute> recent() {
    var desk = new ClusterDesk(system);
    var reports = new ClusterReports(system);
    Supplier<List<NodeReport>> all =
        () -> reports.ask(NodeReport.LOGS_MAX).toCompletableFuture().join();
    var routes = new ArrayList<ApiRoute>();
    routes.addAll(new Segments(parts.stores(), all).routes());
    routes.addAll(new Receipts(parts.receipts()).routes());
    routes.addAll(new RecentLetters(parts.stores()).routes());
    routes.addAll(new ViewPreviews(parts.stores()).routes());
    routes.addAll(new Connections(desk, audited).routes());
    routes.addAll(new Nodes(desk, all, audited).routes());
    return routes;
  }

  private List<ApiRoute> cluster() {
    var cluster = new ApiHandler.Mounted(ClusterRoutes.of(system));
    var logs = new ApiHandler.Mounted(LogRoutes.of(new ClusterReports(system)));
    var drain = new ApiHandler.Mounted(DrainRoutes.of(() -> parts.drain().get()));
    return List.of(
        ApiRoute.mounted("GET", "/cluster/members", Access.OPERATOR_READ, cluster),
        ApiRoute.mounted("GET", "/cluster/members/{+address}", Access.OPERATOR_READ, cluster),
        ApiRoute.mounted("GET", "/cluster/shards/{type}", Access.OPERATOR_READ, cluster),
        ApiRoute.mounted("GET", "/cluster/logs", Access.OPERATOR_READ, logs),
        ApiRoute.mounted("GET", "/cluster/drain", Access.OPERATOR_READ, drain),
        ApiRoute.mounted("POST", "/cluster/drain", Access.OPERATOR_ADMIN, drain));
  }
}
