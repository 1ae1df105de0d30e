package io.edgemq.ops.admin;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DirectoryAdmin.Listed;
import io.edgemq.cluster.directory.DirectoryAdmin.Outcome;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.KeyDocuments;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.ops.api.DestinationCheck;
import io.edgemq.ops.audit.AuditEvent;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.s3.S3ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// Administration in the object store itself, with the settings of the nodes, whether or not any of
/// them runs. Changes are noted in the audit log by the user of the operating system.
public final class StoreAdministration implements Administration {
  private final NodeSettings settings;
  private final ObjectStore store;
  private final DirectoryAdmin documents;
  private final KeyDocuments keys;
  private final CommandAudit audit;

  /// @param settings of the nodes
  public StoreAdministration(NodeSettings settings) throws IOException {
    this.settings = settings;
    store = Node.objectStore(settings);
    documents = new DirectoryAdmin(settings.declared(), store, InstantSource.system());
    keys = new KeyDocuments(store);
    audit = new CommandAudit(store);
  }

  @Override
  public List<Listed> list(List<DocumentKind> kinds) throws IOException {
    return documents.list(kinds);
  }

  @Override
  public Optional<Text> last(DocumentName name) throws IOException {
    int version = documents.latest(name);
    return version == 0
        ? Optional.empty()
        : Optional.of(new Text(version, documents.read(name, version)));
  }

  @Override
  public List<Text> history(DocumentName name) throws IOException {
    var all = new ArrayList<Text>();
    for (int version : documents.versions(name)) {
      all.add(new Text(version, documents.read(name, version)));
    }
    return all;
  }

  @Override
  public Outcome set(DocumentName name, byte[] json, OptionalInt expected) throws IOException {
    List<String> faults =
        name.kind() == DocumentKind.DESTINATIONS
            ? documents
                .destination(json)
                .map(it -> DestinationCheck.faults(settings, it))
                .orElse(List.of()) // what it is instead, the change says
            : List.of();
    if (faults.isEmpty()) {
      return setUntried(name, json, expected);
    }
    var why = new ArrayList<>(faults);
    why.add("with --no-check it is put nevertheless");
    return new Outcome.Refused(why);
  }

  @Override
  public Outcome setUntried(DocumentName name, byte[] json, OptionalInt expected)
      throws IOException {
    return audit.change(
        "set",
        name.toString(),
        () -> documents.set(name, json, expected, CommandAudit.user()),
        StoreAdministration::noted);
  }

  @Override
  public Outcome remove(DocumentName name, OptionalInt expected) throws IOException {
    return audit.change(
        "remove",
        name.toString(),
        () -> documents.remove(name, expected, CommandAudit.user()),
        StoreAdministration::noted);
  }

  private static CommandAudit.Noted noted(Outcome outcome) {
    return outcome instanceof Outcome.Done(int version)
        ? new CommandAudit.Noted(AuditEvent.Outcome.DONE, OptionalInt.of(version))
        : CommandAudit.Noted.REFUSED;
  }

  @Override
  public List<String> check(DocumentName destination) throws IOException {
    Destination known =
        documents
            .destination(destination)
            .orElseThrow(() -> new IOException("there is no " + destination));
    return DestinationCheck.faults(settings, known);
  }

  @Override
  public Optional<String> createKey(KeyTerms terms) throws IOException {
    requireKnown(terms, documents.directory());
    Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    String secret = ApiKey.newSecret();
    KeyName name = terms.name();
    var key =
        new ApiKey(
            name.tenant(),
            name.name(),
            SecretHash.of(secret.getBytes(StandardCharsets.US_ASCII)),
            terms.endpoint(),
            terms.scopes(),
            terms.topics(),
            terms.expiresAt());
    boolean isMade =
        audit.change(
            "create-key",
            target(name),
            () -> declared().key(name).isEmpty() && keys.create(key, now),
            done -> done ? CommandAudit.Noted.DONE : CommandAudit.Noted.REFUSED);
    return isMade ? Optional.of(secret) : Optional.empty();
  }

  private static void requireKnown(KeyTerms terms, Directory known) throws WrongUse {
    String tenant = terms.name().tenant();
    if (tenant.equals(ApiKey.OPERATOR)) {
      return;
    }
    if (!known.tenants().contains(tenant)) {
      throw new WrongUse(
          known.tenants().isEmpty()
              ? "--tenant is unknown, and there is no other: --config names the settings of the nodes,"
                  + " or \"edgemq admin set tenants\" makes one"
              : "--tenant is unknown; allowed: " + String.join(", ", known.tenants()));
    }
    if (terms.endpoint().isPresent() && known.endpoint(tenant, terms.endpoint().get()).isEmpty()) {
      throw new WrongUse(
          "--endpoint is unknown; allowed: "
              + known.endpoints(tenant).stream()
                  .map(Endpoint::name)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
  }

  @Override
  public Keys keys(Optional<String> tenant) throws IOException {
    List<ApiKey> all = new ArrayList<>(declared().keys());
    var ignored = new ArrayList<String>();
    for (KeyName name : keys.keys()) {
      try {
        all.add(keys.read(name));
      } catch (IllegalArgumentException e) {
        ignored.add(
            "the document of key %s of %s is ignored: %s"
                .formatted(name.name(), name.tenant(), e.getMessage()));
      }
    }
    Set<KeyName> revoked = Set.copyOf(keys.revoked());
    Instant now = InstantSource.system().instant();
    return new Keys(
        all.stream()
            .filter(it -> tenant.isEmpty() || tenant.get().equals(it.tenant()))
            .map(it -> listed(it, revoked, now))
            .toList(),
        ignored);
  }

  private static ListedKey listed(ApiKey key, Set<KeyName> revoked, Instant now) {
    var name = new KeyName(key.tenant(), key.name());
    String state = revoked.contains(name) ? "revoked" : key.isExpired(now) ? "expired" : "good";
    return new ListedKey(
        name,
        state,
        key.endpoint(),
        key.scopes().stream().map(Scope::label).sorted().toList(),
        key.topics(),
        key.expiresAt().map(Instant::toString));
  }

  @Override
  public Revocation revokeKey(KeyName name) throws IOException {
    if (declared().key(name).isEmpty() && !keys.keys().contains(name)) {
      return Revocation.NO_KEY;
    }
    boolean isNew =
        audit.change(
            "revoke-key",
            target(name),
            () -> keys.revoke(name, InstantSource.system().instant()),
            done -> done ? CommandAudit.Noted.DONE : CommandAudit.Noted.REFUSED);
    return isNew ? Revocation.DONE : Revocation.BEFORE;
  }

  private static String target(KeyName name) {
    return "keys/%s/%s".formatted(name.tenant(), name.name());
  }

  @Override
  public void publish(String tenant, PublishedView view) throws IOException {
    boolean isThere =
        documents.list(List.of(DocumentKind.TENANTS)).stream()
            .anyMatch(it -> it.name().name().equals(tenant) && !it.state().equals("removed"));
    if (!isThere) {
      throw new WrongUse("TENANT is unknown: see edgemq admin list tenants");
    }
    var views = new ViewDocuments(store);
    ViewDocuments.Outcome outcome =
        audit.change(
            "publish",
            "views/%s/%s".formatted(tenant, view.definition().name()),
            () -> views.publish(tenant, view),
            it -> noted(it, view));
    if (outcome instanceof ViewDocuments.Outcome.Differs(String key)) {
      throw new IOException(key + " has another definition; a change is a new version");
    }
  }

  private static CommandAudit.Noted noted(ViewDocuments.Outcome outcome, PublishedView view) {
    return outcome instanceof ViewDocuments.Outcome.Published
        ? new CommandAudit.Noted(
            AuditEvent.Outcome.DONE, OptionalInt.of(view.definition().version()))
        : CommandAudit.Noted.REFUSED;
  }

  private Directory declared() {
    return settings.declared().directory();
  }

  @Override
  public void close() {
    if (store instanceof S3ObjectStore bucket) {
      bucket.close();
    }
  }
}
