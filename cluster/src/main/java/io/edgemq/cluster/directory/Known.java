package io.edgemq.cluster.directory;

import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What the documents in the object store say. Immutable.
///
/// @param documents the highest version of each that could be read
/// @param views that endpoints among them name, as far as they are published, by key
/// @param problems documents that could not be read, by key: why
record Known(
    Map<DocumentName, Document> documents,
    Map<String, PublishedView> views,
    Map<KeyName, ApiKey> keys,
    Set<KeyName> revoked,
    Map<String, String> problems) {
  /// Nothing.
  static final Known NOTHING = new Known(Map.of(), Map.of(), Map.of(), Set.of(), Map.of());

  Known {
    documents = Map.copyOf(documents);
    views = Map.copyOf(views);
    keys = Map.copyOf(keys);
    revoked = Set.copyOf(revoked);
    problems = Map.copyOf(problems);
  }

  /// The same with another document.
  Known with(DocumentName name, Document document, Map<String, PublishedView> itsViews) {
    var all = new LinkedHashMap<>(documents);
    all.put(name, document);
    var allViews = new LinkedHashMap<>(views);
    allViews.putAll(itsViews);
    return new Known(all, allViews, keys, revoked, problems);
  }
}
