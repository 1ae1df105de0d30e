package io.edgemq.ops.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Declared;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Limits;
import io.edgemq.cluster.directory.NodeTerms;
import io.edgemq.cluster.directory.Output;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.cluster.directory.TenantTerms;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.SealPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the `bootstrap` section into what it declares. Keys are hashed as they are read.
final class Bootstrap {
  /// The keys in the documentation, which everybody knows: a device's and the operator's.
  private static final Set<SecretHash> PUBLISHED =
      Stream.of(
              "ing_live_0123456789abcdefghijklmnopqrstuv",
              "ing_live_ops0123456789abcdefghijklmnopqrs")
          .map(it -> SecretHash.of(it.getBytes(StandardCharsets.US_ASCII)))
          .collect(Collectors.toSet());

  private static final String OUTPUTS_ALLOWED =
      "allowed: [segment, parquet, views], segment always";

  private final Map<String, Plan> plans;
  private final PlanReader planReader;
  private final SealReader seals;
  private final SealPolicy seal;
  private final boolean isLoopbackOnly;
  private final ViewFiles viewFiles = new ViewFiles();
  private final Map<String, TenantTerms> terms = new HashMap<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<ApiKey> keys = new ArrayList<>();
  private final Map<SecretHash, String> pathsOfSecrets = new HashMap<>();

  /// @param plans those that a tenant may have
  /// @param seal for endpoints that do not say
  /// @param hosts where keys are taken
  Bootstrap(
      Map<String, Plan> plans,
      PlanReader planReader,
      SealReader seals,
      SealPolicy seal,
      List<String> hosts) {
    this.plans = plans;
    this.planReader = planReader;
    this.seals = seals;
    this.seal = seal;
    this.isLoopbackOnly = hosts.stream().allMatch(ManagementReader::isLoopback);
  }

  /// What this section and the plans declare; without what has faults.
  ///
  /// @param nodeTerms what other sections say about all that documents may say
  Declared read(Section section, NodeTerms nodeTerms) {
    Map<String, Section> tenants = section.named("tenants");
    if (tenants.containsKey(ObjectKeys.CONTROL)) {
      section
          .section("tenants")
          .fault(
              ObjectKeys.CONTROL,
              "is where control documents lie in the object store; allowed: another name");
    }
    tenants.forEach(this::tenant);
    operators(section.section("operators"));
    section.refuseOthers();
    return new Declared(plans, terms, new Directory(endpoints, keys), nodeTerms);
  }

  private void tenant(String tenant, Section section) {
    String allowed = "one of plans: " + String.join(", ", plans.keySet());
    Optional<Plan> known =
        section.required(
            "plan",
            allowed,
            value -> {
              String name = Rules.text().read(value);
              Plan named = plans.get(name);
              if (named == null) {
                throw new Rule.Refused(Faults.shown(name) + " is unknown; allowed: " + allowed);
              }
              return named;
            });
    Limits limits = planReader.limits(section.section("limits"));
    Optional<Plan> plan = known.map(limits::over);
    plan.ifPresent(it -> terms.put(tenant, new TenantTerms(it.name(), limits)));
    Map<String, Section> named = section.named("endpoints");
    named.forEach((name, endpoint) -> {
      Set<Output> outputs = outputs(endpoint);
      List<PublishedView> its = views(tenant, endpoint, outputs);
      SealPolicy own = seals.override(endpoint.section("seal"), seal);
      int partitions =
          endpoint.optional("partitions", Rules.integer(1, Endpoint.PARTITIONS_MAX)).orElse(1);
      AckLevel ack = endpoint.optional("ack", Rules.oneOf(AckLevel.class)).orElse(AckLevel.DURABLE);
      endpoint.refuseOthers();
      plan.ifPresent(
          it -> endpoints.add(new Endpoint(tenant, name, it, own, outputs, its, partitions, ack)));
    });
    Set<String> names = new HashSet<>();
    for (Section key : section.list("keys")) {
      // Without its plan the tenant's endpoints are not in the directory that its keys refer to.
      key(tenant, key, named.keySet(), names).filter(_ -> plan.isPresent()).ifPresent(keys::add);
    }
    section.refuseOthers();
  }

  private void operators(Section section) {
    Set<String> names = new HashSet<>();
    for (Section key : section.list("keys")) {
      Optional<String> name = name(key, names);
      Optional<SecretHash> secret = secret(key);
      Set<Scope> scopes = scopes(key, Set.of(Scope.ADMIN));
      Optional<Instant> expiresAt = key.optional("expires", Rules.instant());
      key.refuseOthers();
      if (scopes.contains(Scope.INGEST)) {
        key.fault(
            "scopes", "has ingest, which only keys of tenants may; allowed: metrics, read, admin");
      } else if (name.isPresent() && secret.isPresent()) {
        keys.add(
            new ApiKey(
                ApiKey.OPERATOR,
                name.get(),
                secret.get(),
                Optional.empty(),
                scopes,
                Plan.ALL_TOPICS,
                expiresAt));
      }
    }
    section.refuseOthers();
  }

  private static Set<Output> outputs(Section section) {
    Set<Output> outputs = EnumSet.of(Output.SEGMENT);
    Optional<List<Output>> named = section.optional("outputs", Rules.listOf(Bootstrap::output));
    named.ifPresent(outputs::addAll);
    if (named.isPresent() && !named.get().contains(Output.SEGMENT)) {
      section.fault("outputs", "has no segment, which is always written; " + OUTPUTS_ALLOWED);
    }
    return outputs;
  }

  /// The views of an endpoint. Without any, `outputs` has none either.
  private List<PublishedView> views(String tenant, Section section, Set<Output> outputs) {
    boolean areNamed =
        section
            .optional("views", value -> value)
            .filter(it -> !(it instanceof ConfigList list && list.isEmpty()))
            .isPresent();
    List<PublishedView> views = viewFiles.read(tenant, section);
    if (!views.isEmpty() && !outputs.contains(Output.VIEWS)) {
      section.fault("views", "are named, and outputs has none; " + OUTPUTS_ALLOWED);
      return List.of();
    }
    if (!areNamed && outputs.contains(Output.VIEWS)) {
      section.fault("outputs", "has views, and none is named; allowed: views = [\"views/a.yaml\"]");
    }
    if (views.isEmpty()) {
      outputs.remove(Output.VIEWS);
    }
    return views;
  }

  private static Output output(ConfigValue value) throws Rule.Refused {
    String output = Rules.text().read(value);
    return Output.labelled(output)
        .orElseThrow(
            () -> new Rule.Refused(Faults.shown(output) + " is unknown; " + OUTPUTS_ALLOWED));
  }

  private Optional<ApiKey> key(
      String tenant, Section section, Set<String> endpointNames, Set<String> namesTaken) {
    Optional<String> name = name(section, namesTaken);
    Optional<SecretHash> secret = secret(section);
    Optional<String> endpoint = section.optional("endpoint", Rules.name());
    Set<Scope> scopes = scopes(section, Set.of(Scope.INGEST));
    List<String> topics = PlanReader.topics(section).orElse(Plan.ALL_TOPICS);
    Optional<Instant> expiresAt = section.optional("expires", Rules.instant());
    section.refuseOthers();

    boolean isUsable = name.isPresent() && secret.isPresent();
    if (endpoint.isPresent() && !endpointNames.contains(endpoint.get())) {
      section.fault(
          "endpoint",
          "%s is not an endpoint of %s; allowed: %s"
              .formatted(Faults.shown(endpoint.get()), tenant, String.join(", ", endpointNames)));
      isUsable = false;
    }
    return isUsable
        ? Optional.of(
            new ApiKey(tenant, name.get(), secret.get(), endpoint, scopes, topics, expiresAt))
        : Optional.empty();
  }

  /// Empty after a fault.
  private static Optional<String> name(Section section, Set<String> taken) {
    Optional<String> name = section.required("name", Rules.NAME_ALLOWED, Rules.name());
    if (name.isPresent() && !taken.add(name.get())) {
      section.fault("name", Faults.shown(name.get()) + " is the name of another key; allowed: one");
      return Optional.empty();
    }
    return name;
  }

  /// Empty after a fault.
  private Optional<SecretHash> secret(Section section) {
    return section
        .required("key", Rules.KEY_ALLOWED, Rules.secret())
        .filter(it -> isOwn(section, it));
  }

  private static Set<Scope> scopes(Section section, Set<Scope> unlessSaid) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    scopes.addAll(
        section
            .optional("scopes", Rules.listOf(Rules.oneOf(Scope.class)))
            .orElseGet(() -> List.copyOf(unlessSaid)));
    if (scopes.isEmpty()) {
      section.fault("scopes", "is empty; allowed: ingest, metrics, read, admin");
    }
    return scopes;
  }

  private boolean isOwn(Section section, SecretHash secret) {
    String path = section.pathOf("key");
    String other = pathsOfSecrets.putIfAbsent(secret, path);
    if (other != null) {
      section.fault("key", "is the same as " + other + "; allowed: a key of its own");
      return false;
    }
    if (PUBLISHED.contains(secret) && !isLoopbackOnly) {
      section.fault(
          "key",
          "is the one from the documentation, and not every host that is listened on is loopback;"
              + " allowed: a key that nobody else knows");
      return false;
    }
    return true;
  }
}
