package io.edgemq.cluster.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.directory.DocumentName.Version;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// Changes plans, tenants, endpoints and destinations, whether or not nodes run: a change is the
/// next version of a document, and it is checked wholly before it is put (decision 0025). Two
/// changes of different documents at once are checked each without the other; where they do not go
/// together, nodes keep what was good. Calls block; one thread.
public final class DirectoryAdmin {
  private static final Directory NOTHING = new Directory(List.of(), List.of());

  private final Declared declared;
  private final DirectoryDocuments documents;
  private final DocumentReader reader;
  private final DocumentCache cache;
  private final InstantSource clock;

  /// @param declared by the configuration of the nodes
  /// @param store the operator's
  /// @param clock for what documents say of their time
  public DirectoryAdmin(Declared declared, ObjectStore store, InstantSource clock) {
    this.declared = declared;
    this.clock = clock;
    documents = new DirectoryDocuments(store);
    reader = new DocumentReader(declared.terms().isTopicFilter());
    cache = new DocumentCache(store, reader);
  }

  /// What came of a change.
  public sealed interface Outcome {
    /// It is there, as this version.
    record Done(int version) implements Outcome {}

    /// Somebody else was faster: nothing was changed.
    ///
    /// @param version the one that is there; 0: none
    record Conflict(int version) implements Outcome {}

    /// It would not be right: nothing was changed.
    ///
    /// @param why one line each, for people
    record Refused(List<String> why) implements Outcome {
      public Refused {
        why = List.copyOf(why);
      }
    }
  }

  /// A document.
  ///
  /// @param version the highest; 0: only the configuration has it
  /// @param updatedAt empty if the document does not say
  /// @param updatedBy empty if the document does not say
  /// @param state `good`, `removed`, or what is wrong with it
  public record Listed(
      DocumentName name, int version, String updatedAt, String updatedBy, String state) {}

  /// A document with what it says.
  ///
  /// @param listed what the lists of documents tell of it
  /// @param json what it says, without its schema and who changed it when; empty if nobody can read
  ///   it
  public record Shown(Listed listed, Optional<ObjectNode> json) {}

  /// The names of one kind that stand for something, documents or declared, in alphabetical order.
  public List<DocumentName> names(DocumentKind kind) throws IOException {
    cache.look();
    Map<DocumentName, Document> known = cache.known().documents();
    return latest().values().stream()
        .map(Version::name)
        .filter(it -> it.kind() == kind && !(known.get(it) instanceof Document.Removed))
        .toList();
  }

  /// What some documents say; without those that are not there, or removed.
  public List<Shown> show(List<DocumentName> names) throws IOException {
    cache.look();
    Map<String, String> problems = build(cache.known()).problems();
    Map<String, Version> latest = latest();
    var shown = new ArrayList<Shown>();
    for (DocumentName name : names) {
      Version version = latest.get(name.toString());
      if (version != null && !(cache.known().documents().get(name) instanceof Document.Removed)) {
        shown.add(new Shown(listed(version, problems), json(version)));
      }
    }
    return shown;
  }

  /// The highest version of a document, whatever it says; 0: none.
  public int latest(DocumentName name) throws IOException {
    List<Integer> versions = documents.versions(name);
    return versions.isEmpty() ? 0 : versions.getLast();
  }

  private Optional<ObjectNode> json(Version version) throws IOException {
    if (version.number() == 0) {
      return DeclaredDocument.of(declared, version.name());
    }
    try {
      ObjectNode object = DocumentReader.object(documents.read(version));
      object.remove(
          List.of(
              DocumentReader.SCHEMA_MEMBER, DocumentReader.UPDATED_AT, DocumentReader.UPDATED_BY));
      return Optional.of(object);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Map<String, Version> latest() {
    var latest = new TreeMap<String, Version>();
    for (String key : cache.listed()) {
      DocumentName.versionAt(key)
          .ifPresent(it -> latest.put(it.name().toString(), it)); // keys are sorted
    }
    for (DocumentName name : declaredNames()) {
      latest.putIfAbsent(name.toString(), new Version(name, 0));
    }
    return latest;
  }

  /// What nodes know, or will when they have looked.
  public Directory directory() throws IOException {
    cache.look();
    return build(cache.known()).directory();
  }

  /// All documents of some kinds, and what the configuration declares, in alphabetical order.
  public List<Listed> list(List<DocumentKind> kinds) throws IOException {
    cache.look();
    Map<String, String> problems = build(cache.known()).problems();
    var listed = new ArrayList<Listed>();
    for (Version version : latest().values()) {
      if (kinds.contains(version.name().kind())) {
        listed.add(listed(version, problems));
      }
    }
    return listed;
  }

  private Listed listed(Version version, Map<String, String> problems) throws IOException {
    DocumentName name = version.name();
    String problem = problems.getOrDefault(ObjectKeys.CONTROL + "/" + name, "good");
    if (version.number() == 0) {
      return new Listed(name, 0, "", "", problem);
    }
    try {
      byte[] json = documents.read(version);
      Document document = reader.read(name.kind(), json).document();
      ObjectNode object = DocumentReader.object(json);
      return new Listed(
          name,
          version.number(),
          object.path(DocumentReader.UPDATED_AT).asText(),
          object.path(DocumentReader.UPDATED_BY).asText(),
          document instanceof Document.Removed ? "removed" : problem);
    } catch (IllegalArgumentException e) {
      return new Listed(name, version.number(), "", "", "ignored: " + e.getMessage());
    }
  }

  private List<DocumentName> declaredNames() {
    var names = new ArrayList<DocumentName>();
    declared.plans().keySet().forEach(it -> names.add(new DocumentName(DocumentKind.PLANS, it)));
    declared
        .tenants()
        .keySet()
        .forEach(it -> names.add(new DocumentName(DocumentKind.TENANTS, it)));
    for (String tenant : declared.directory().tenants()) {
      for (Endpoint endpoint : declared.directory().endpoints(tenant)) {
        names.add(new DocumentName(DocumentKind.ENDPOINTS, tenant + "/" + endpoint.name()));
      }
    }
    return names;
  }

  /// The destination of that name, as nodes know it or will; empty if there is none.
  public Optional<Destination> destination(DocumentName name) throws IOException {
    cache.look();
    return cache.known().documents().get(name) instanceof Document.OfDestination(var destination)
        ? Optional.of(destination)
        : Optional.empty();
  }

  /// The destination that a document would make; empty if it is none, or not right: [#set] says
  /// why.
  public Optional<Destination> destination(byte[] json) {
    try {
      ObjectNode object = DocumentReader.object(json);
      object.putIfAbsent(
          DocumentReader.SCHEMA_MEMBER, DocumentReader.empty().numberNode(DocumentReader.SCHEMA));
      byte[] complete = object.toString().getBytes(StandardCharsets.UTF_8);
      return reader.read(DocumentKind.DESTINATIONS, complete).document()
              instanceof Document.OfDestination(var destination)
          ? Optional.of(destination)
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// The numbers of all versions of a document, in order.
  public List<Integer> versions(DocumentName name) throws IOException {
    return documents.versions(name);
  }

  /// The text of a version, whatever it says.
  ///
  /// @throws IOException if it is not there or could not be read
  public String read(DocumentName name, int version) throws IOException {
    return new String(documents.read(new Version(name, version)), StandardCharsets.UTF_8);
  }

  /// Puts the next version of a document.
  ///
  /// @param json as in docs/format/control.md; what says who and when is put in
  /// @param expected the version that is to be there, 0: none; empty: any
  /// @param by who does it
  /// @throws IOException if the store could not do it; the version may then be there or not
  public Outcome set(DocumentName name, byte[] json, OptionalInt expected, String by)
      throws IOException {
    byte[] complete;
    Document document;
    try {
      ObjectNode given = DocumentReader.object(json);
      if (given.has(DocumentReader.REMOVED)) {
        throw new IllegalArgumentException("removed is not to be set; remove the document");
      }
      ObjectNode object = begun(by);
      given.properties().forEach(it -> object.putIfAbsent(it.getKey(), it.getValue()));
      if (given.has(DocumentReader.SCHEMA_MEMBER)) {
        object.set(DocumentReader.SCHEMA_MEMBER, given.get(DocumentReader.SCHEMA_MEMBER));
      }
      complete = object.toString().getBytes(StandardCharsets.UTF_8);
      DocumentReader.Read read = reader.read(name.kind(), complete);
      requireNone(read.others());
      requireWithinTerms(read.document());
      document = read.document();
    } catch (IllegalArgumentException e) {
      return new Outcome.Refused(List.of(String.valueOf(e.getMessage())));
    }
    return put(name, document, complete, expected);
  }

  /// Removes a document, or what the configuration declares under its name, by a version that says
  /// so. A later version may bring it back.
  ///
  /// @param expected the version that is to be there, 0: none; empty: any
  /// @param by who does it
  /// @throws IOException if the store could not do it; the version may then be there or not
  public Outcome remove(DocumentName name, OptionalInt expected, String by) throws IOException {
    cache.look();
    Document there = cache.known().documents().get(name);
    boolean isGone = there == null ? !declaredNames().contains(name) : isRemoved(there);
    if (isGone) {
      return new Outcome.Refused(List.of("there is no " + name));
    }
    ObjectNode object = begun(by).put(DocumentReader.REMOVED, true);
    Optional<String> destination =
        there instanceof Document.OfEndpoint endpoint ? endpoint.destination() : Optional.empty();
    destination.ifPresent(it -> object.put(DocumentReader.DESTINATION, it));
    byte[] json = object.toString().getBytes(StandardCharsets.UTF_8);
    return put(name, new Document.Removed(destination), json, expected);
  }

  private ObjectNode begun(String by) {
    return DocumentReader.empty()
        .put(DocumentReader.SCHEMA_MEMBER, DocumentReader.SCHEMA)
        .put(DocumentReader.UPDATED_AT, clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
        .put(DocumentReader.UPDATED_BY, by);
  }

  private Outcome put(DocumentName name, Document document, byte[] json, OptionalInt expected)
      throws IOException {
    List<Integer> versions = documents.versions(name);
    int current = versions.isEmpty() ? 0 : versions.getLast();
    if (expected.isPresent() && expected.getAsInt() != current) {
      return new Outcome.Conflict(current);
    }
    if (current == DocumentName.VERSION_MAX) {
      throw new IOException("%s has had %d versions, there is no next".formatted(name, current));
    }
    List<String> faults = faults(name, document);
    if (!faults.isEmpty()) {
      return new Outcome.Refused(faults);
    }
    if (documents.create(new Version(name, current + 1), json)) {
      return new Outcome.Done(current + 1);
    }
    return new Outcome.Conflict(documents.versions(name).getLast());
  }

  /// What would be wrong with this document there, and is not yet.
  private List<String> faults(DocumentName name, Document document) throws IOException {
    cache.look();
    Map<String, String> before = build(cache.known()).problems();
    DirectoryBuilder.Built after = build(cache.with(name, document));
    var faults = new ArrayList<String>();
    new TreeMap<>(after.problems())
        .forEach((key, problem) -> {
          if (!problem.equals(before.get(key)) || key.equals(ObjectKeys.CONTROL + "/" + name)) {
            faults.add(key + ": " + problem);
          }
        });
    boolean isOfRemovedTenant =
        document instanceof Document.OfEndpoint
            && after.directory().endpoint(name.tenant(), name.last()).isEmpty();
    if (faults.isEmpty() && isOfRemovedTenant) {
      faults.add("tenant %s was removed".formatted(name.tenant()));
    }
    return faults;
  }

  private DirectoryBuilder.Built build(Known known) {
    return DirectoryBuilder.build(declared, known, NOTHING);
  }

  private static boolean isRemoved(Document document) {
    return document instanceof Document.Removed;
  }

  private static void requireNone(List<String> others) {
    if (!others.isEmpty()) {
      throw new IllegalArgumentException("there is no member " + String.join(", ", others));
    }
  }

  private void requireWithinTerms(Document document) {
    Limits limits =
        switch (document) {
          case Document.OfPlan(Limits its) -> its;
          case Document.OfTenant(TenantTerms its) -> its.limits();
          default -> Limits.NONE;
        };
    int most = declared.terms().messageBytesMax();
    if (limits.messageBytesMax().orElse(0) > most) {
      throw new IllegalArgumentException(
          "messageBytesMax is more than the nodes take; allowed here: %d or less".formatted(most));
    }
  }
}
