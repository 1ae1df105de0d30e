package io.edgemq.cluster.directory;

import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.wal.SealPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Puts a directory together: what the configuration declares, and over it, wholly, what documents
/// of the same names say (docs/format/control.md). An endpoint that lacks something stays as it
/// was. Plain; used once.
final class DirectoryBuilder {
  /// So that of two keys with one secret all nodes take the same.
  private static final Comparator<ApiKey> BY_NAME =
      Comparator.comparing(ApiKey::tenant).thenComparing(ApiKey::name);

  private final Declared declared;
  private final Known known;
  private final Directory before;
  private final Map<String, Plan> plans;
  private final Map<String, Plan> tenants = new HashMap<>();
  private final Set<String> removedTenants = new HashSet<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Map<Directory.Name, Destination> destinations = new HashMap<>();
  private final Map<String, String> problems;

  private DirectoryBuilder(Declared declared, Known known, Directory before) {
    this.declared = declared;
    this.known = known;
    this.before = before;
    this.plans = new HashMap<>(declared.plans());
    this.problems = new TreeMap<>(known.problems());
  }

  /// A directory.
  ///
  /// @param problems by key of what is not in it as it should be: why, and what to do
  record Built(Directory directory, Map<String, String> problems) {
    Built {
      problems = Map.copyOf(problems);
    }
  }

  /// Builds the directory.
  ///
  /// @param before the one until now
  static Built build(Declared declared, Known known, Directory before) {
    return new DirectoryBuilder(declared, known, before).build();
  }

  private Built build() {
    known.documents().forEach(this::plan);
    declared
        .tenants()
        .forEach((name, terms) -> {
          if (!known.documents().containsKey(new DocumentName(DocumentKind.TENANTS, name))) {
            tenant(name, terms);
          }
        });
    known
        .documents()
        .forEach((name, document) -> {
          switch (document) {
            case Document.OfTenant(TenantTerms terms) -> tenant(name.last(), terms);
            case Document.Removed _ when name.kind() == DocumentKind.TENANTS ->
                removedTenants.add(name.last());
            default -> {}
          }
        });
    for (String tenant : declared.directory().tenants()) {
      declared.directory().endpoints(tenant).forEach(this::declaredEndpoint);
    }
    known.documents().forEach(this::endpoint);
    return new Built(new Directory(endpoints, keys(), destinations), problems);
  }

  private void plan(DocumentName name, Document document) {
    if (document instanceof Document.OfPlan(Limits limits)) {
      plans.put(name.last(), limits.over(new Plan(name.last(), 1, 1)));
    } else if (name.kind() == DocumentKind.PLANS) {
      plans.remove(name.last());
    }
  }

  /// A tenant without its plan is not among [#tenants].
  private void tenant(String name, TenantTerms terms) {
    Plan plan = plans.get(terms.plan());
    if (plan == null) {
      problem(
          new DocumentName(DocumentKind.TENANTS, name),
          "there is no plan %s; its endpoints stay as they were: set plans/%s, or another for the tenant"
              .formatted(terms.plan(), terms.plan()));
    } else {
      tenants.put(name, declared.terms().capped(terms.limits().over(plan)));
    }
  }

  private void declaredEndpoint(Endpoint endpoint) {
    var name = new DocumentName(DocumentKind.ENDPOINTS, endpoint.tenant() + "/" + endpoint.name());
    if (known.documents().containsKey(name) || removedTenants.contains(endpoint.tenant())) {
      return;
    }
    Plan plan = tenants.get(endpoint.tenant());
    if (plan == null) {
      asBefore(name);
    } else {
      endpoints.add(endpoint.with(plan));
    }
  }

  private void endpoint(DocumentName name, Document document) {
    if (name.kind() != DocumentKind.ENDPOINTS) {
      return;
    }
    if (document instanceof Document.Removed(Optional<String> destination)) {
      destination.ifPresent(it -> destinations.put(directoryName(name), destination(name, it)));
    } else if (document instanceof Document.OfEndpoint endpoint) {
      endpoint
          .destination()
          .ifPresent(it -> destinations.put(directoryName(name), destination(name, it)));
      if (!removedTenants.contains(name.tenant())) {
        endpoint(name, endpoint);
      }
    }
  }

  private void endpoint(DocumentName name, Document.OfEndpoint document) {
    Plan plan = tenants.get(name.tenant());
    if (plan == null) {
      if (!problems.containsKey(key(new DocumentName(DocumentKind.TENANTS, name.tenant())))) {
        problem(name, "there is no such tenant: set tenants/" + name.tenant());
      }
      asBefore(name);
      return;
    }
    try {
      if (destinations.get(directoryName(name)) instanceof Destination.Unknown(String unknown)) {
        throw new IllegalArgumentException(
            "there is no destination of its name: set destinations/%s/%s"
                .formatted(name.tenant(), unknown));
      }
      endpoints.add(
          new Endpoint(
              name.tenant(),
              name.last(),
              plan,
              seal(document),
              document.outputs(),
              views(name, document),
              document.partitions(),
              document.ack()));
    } catch (IllegalArgumentException e) {
      problem(name, e.getMessage() + "; it stays as it was");
      asBefore(name);
    }
  }

  private void asBefore(DocumentName name) {
    before
        .endpoint(name.tenant(), name.last())
        .ifPresent(it -> {
          endpoints.add(it);
          destinations.put(directoryName(name), before.destination(name.tenant(), name.last()));
        });
  }

  private SealPolicy seal(Document.OfEndpoint document) {
    NodeTerms terms = declared.terms();
    long size = document.sealBytes().orElse(terms.seal().sizeBytes());
    long max = document.sealBytesMax().orElse(terms.seal().sizeBytesMax());
    if (document.sealBytes().isPresent() || document.sealBytesMax().isPresent()) {
      if (size > max) {
        throw new IllegalArgumentException(
            "sealBytes %d is more than sealBytesMax %d".formatted(size, max));
      }
      if (max < terms.frameBytesMax() || max > terms.endpointBytesMax()) {
        throw new IllegalArgumentException(
            "sealBytesMax %d is out of range; allowed here: %d to %d"
                .formatted(max, terms.frameBytesMax(), terms.endpointBytesMax()));
      }
    }
    return new SealPolicy(
        size, document.sealAge().orElse(terms.seal().age()), max, terms.seal().committedAge());
  }

  private List<PublishedView> views(DocumentName name, Document.OfEndpoint document) {
    var views = new ArrayList<PublishedView>();
    for (ViewName each : document.views()) {
      PublishedView view = known.views().get(each.key(name.tenant()));
      if (view == null) {
        throw new IllegalArgumentException("view %s is not published".formatted(each));
      }
      views.add(view);
    }
    return views;
  }

  private Destination destination(DocumentName endpoint, String name) {
    var key = new DocumentName(DocumentKind.DESTINATIONS, endpoint.tenant() + "/" + name);
    return known.documents().get(key) instanceof Document.OfDestination(var destination)
        ? destination
        : new Destination.Unknown(name);
  }

  private List<ApiKey> keys() {
    var places = new HashSet<Directory.Name>();
    endpoints.forEach(it -> places.add(new Directory.Name(it.tenant(), it.name())));
    var keys = new ArrayList<ApiKey>();
    var names = new HashSet<KeyName>();
    var secrets = new HashSet<SecretHash>();
    for (ApiKey key : declared.directory().keys()) {
      names.add(KeyName.of(key));
      secrets.add(key.secret());
      if (isIn(places, key) && !isEnded(key)) {
        keys.add(key);
      }
    }
    List<ApiKey> others =
        known.keys().values().stream().filter(it -> !isEnded(it)).sorted(BY_NAME).toList();
    for (ApiKey key : others) {
      KeyName name = KeyName.of(key);
      if (names.contains(name) || !secrets.add(key.secret())) {
        problems.put(name.key(), "is ignored: there is such a key already");
      } else if (!isIn(places, key)) {
        problems.put(name.key(), "is ignored: there is no endpoint of the name it has");
      } else {
        keys.add(key);
      }
    }
    return keys;
  }

  private static boolean isIn(Set<Directory.Name> places, ApiKey key) {
    return key.endpoint().isEmpty()
        || places.contains(new Directory.Name(key.tenant(), key.endpoint().get()));
  }

  private boolean isEnded(ApiKey key) {
    return known.revoked().contains(KeyName.of(key)) || removedTenants.contains(key.tenant());
  }

  private void problem(DocumentName name, String what) {
    problems.put(key(name), what);
  }

  private static String key(DocumentName name) {
    return ObjectKeys.CONTROL + "/" + name;
  }

  private static Directory.Name directoryName(DocumentName endpoint) {
    return new Directory.Name(endpoint.tenant(), endpoint.last());
  }
}
