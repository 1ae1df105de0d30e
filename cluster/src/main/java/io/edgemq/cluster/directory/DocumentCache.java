package io.edgemq.cluster.directory;

import io.edgemq.cluster.directory.DocumentName.Version;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads what there is under `control/`: one listing for each look, and each object once, for none
/// ever changes. Calls block; one thread at a time.
final class DocumentCache {
  private final ObjectStore store;
  private final DirectoryDocuments documents;
  private final KeyDocuments keyDocuments;
  private final ViewDocuments viewDocuments;
  private final DocumentReader reader;

  private List<String> listed = List.of();
  private boolean hasLooked;
  private Known known = Known.NOTHING;

  private final Map<DocumentName, Good> good = new HashMap<>();
  private final Map<KeyName, ApiKey> keys = new HashMap<>();
  private final Map<String, PublishedView> views = new HashMap<>();

  /// By key: what is no document, and why.
  private final Map<String, String> unusable = new HashMap<>();

  private record Good(int version, Document document) {}

  DocumentCache(ObjectStore store, DocumentReader reader) {
    this.store = store;
    this.documents = new DirectoryDocuments(store);
    this.keyDocuments = new KeyDocuments(store);
    this.viewDocuments = new ViewDocuments(store);
    this.reader = reader;
  }

  /// Reads what is new.
  ///
  /// @return whether anything is other than before
  /// @throws IOException if the store could not be read, or has lost everything, as a folder has
  ///   that is not mounted; what is known stays
  boolean look() throws IOException {
    List<String> now = store.list(ObjectKeys.CONTROL + "/");
    if (hasLooked && now.equals(listed)) {
      return false;
    }
    if (now.isEmpty() && !listed.isEmpty()) {
      throw new IOException("all of them are gone, and nobody takes any away: is it mounted?");
    }
    known = read(now);
    listed = now;
    hasLooked = true;
    return true;
  }

  /// All keys there, sorted, as of the last look that was not in vain.
  List<String> listed() {
    return listed;
  }

  /// What was found by the last look that was not in vain.
  Known known() {
    return known;
  }

  /// What would be known if there were another document.
  ///
  /// @throws IOException if the views that it names could not be read
  Known with(DocumentName name, Document document) throws IOException {
    var its = new HashMap<String, PublishedView>();
    readViews(name, document, Set.copyOf(listed), its);
    return known.with(name, document, its);
  }

  private Known read(List<String> now) throws IOException {
    var there = Set.copyOf(now);
    unusable.keySet().retainAll(there);
    views.keySet().retainAll(there);
    Map<DocumentName, Document> all = readDocuments(now);
    var itsViews = new HashMap<String, PublishedView>();
    for (Map.Entry<DocumentName, Document> each : all.entrySet()) {
      readViews(each.getKey(), each.getValue(), there, itsViews);
    }
    Set<KeyName> keyNames = KeyDocuments.keysIn(now);
    keys.keySet().retainAll(keyNames);
    for (KeyName name : keyNames) {
      readKey(name);
    }
    return new Known(all, itsViews, keys, KeyDocuments.revokedIn(now), unusable);
  }

  private Map<DocumentName, Document> readDocuments(List<String> now) throws IOException {
    var versions = new HashMap<DocumentName, NavigableSet<Integer>>();
    for (String key : now) {
      DocumentName.versionAt(key)
          .ifPresent(
              it -> versions.computeIfAbsent(it.name(), _ -> new TreeSet<>()).add(it.number()));
    }
    good.keySet().retainAll(versions.keySet());
    var all = new HashMap<DocumentName, Document>();
    for (Map.Entry<DocumentName, NavigableSet<Integer>> each : versions.entrySet()) {
      for (int number : each.getValue().descendingSet()) {
        Optional<Document> document = document(new Version(each.getKey(), number));
        if (document.isPresent()) {
          all.put(each.getKey(), document.get());
          break; // what is below is history
        }
      }
    }
    return all;
  }

  private Optional<Document> document(Version version) throws IOException {
    Good before = good.get(version.name());
    if (before != null && before.version() == version.number()) {
      return Optional.of(before.document());
    }
    if (unusable.containsKey(version.key())) {
      return Optional.empty();
    }
    try {
      Document document = reader.read(version.name().kind(), documents.read(version)).document();
      good.put(version.name(), new Good(version.number(), document));
      return Optional.of(document);
    } catch (IllegalArgumentException e) {
      unusable.put(version.key(), "is ignored, and the version before it stays: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void readKey(KeyName name) throws IOException {
    if (keys.containsKey(name) || unusable.containsKey(name.key())) {
      return;
    }
    try {
      keys.put(name, keyDocuments.read(name));
    } catch (IllegalArgumentException e) {
      unusable.put(name.key(), "is ignored: " + e.getMessage());
    }
  }

  private void readViews(
      DocumentName name, Document document, Set<String> there, Map<String, PublishedView> into)
      throws IOException {
    if (document instanceof Document.OfEndpoint endpoint) {
      for (ViewName view : endpoint.views()) {
        String key = view.key(name.tenant());
        if (there.contains(key) && !unusable.containsKey(key)) {
          readView(view, key, into);
        }
      }
    }
  }

  private void readView(ViewName name, String key, Map<String, PublishedView> into)
      throws IOException {
    if (!views.containsKey(key)) {
      Optional<PublishedView> view =
          viewDocuments.read(key).filter(it -> ViewName.of(it.definition()).equals(name));
      if (view.isEmpty()) {
        unusable.put(key, "is not the view of its name");
        return;
      }
      views.put(key, view.get());
    }
    into.put(key, views.get(key));
  }
}
