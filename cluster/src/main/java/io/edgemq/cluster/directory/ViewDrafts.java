package io.edgemq.cluster.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Definitions of views that somebody works at, right or not: one for each name of a view, in
/// versions as other documents (decision 0025), which nodes never look at. They lie beside
/// `control/`, so that nodes do not have to list them. Calls block; any thread.
public final class ViewDrafts {
  private static final String FOLDER = ObjectKeys.DRAFTS;
  private static final Pattern KEY = Pattern.compile(FOLDER + "([^/]+)/([^/]+)/([0-9]{8})\\.json");
  private static final String DEFINITION = "definition";

  /// A definition of [io.edgemq.views.check.ViewReader#YAML_BYTES_MAX], as a text in JSON.
  private static final int BYTES_MAX = 1 << 20;

  private final ObjectStore store;

  public ViewDrafts(ObjectStore store) {
    this.store = store;
  }

  /// Of which view.
  public record Name(String tenant, String view) {
    private String folder() {
      return FOLDER + tenant + "/" + view + "/";
    }
  }

  /// A draft.
  ///
  /// @param version the highest
  /// @param definition empty if it was removed
  public record Draft(
      int version, String updatedAt, String updatedBy, Optional<String> definition) {}

  /// All names that have, or had, a draft: all, or those of a tenant.
  public List<Name> names(Optional<String> tenant) throws IOException {
    return store.list(FOLDER + tenant.map(it -> it + "/").orElse("")).stream()
        .map(KEY::matcher)
        .filter(Matcher::matches)
        .map(it -> new Name(it.group(1), it.group(2)))
        .distinct()
        .toList();
  }

  /// The highest version; empty if there never was one.
  public Optional<Draft> find(Name name) throws IOException {
    int version = latest(name);
    return version == 0 ? Optional.empty() : Optional.of(read(name, version));
  }

  private int latest(Name name) throws IOException {
    return store.list(name.folder()).stream()
        .map(KEY::matcher)
        .filter(Matcher::matches)
        .mapToInt(it -> Integer.parseInt(it.group(3)))
        .max()
        .orElse(0);
  }

  private Draft read(Name name, int version) throws IOException {
    byte[] json;
    try (InputStream in = store.open(key(name, version))) {
      json = in.readNBytes(BYTES_MAX);
    }
    ObjectNode object = DocumentReader.object(json, BYTES_MAX);
    return new Draft(
        version,
        object.path(DocumentReader.UPDATED_AT).asText(),
        object.path(DocumentReader.UPDATED_BY).asText(),
        object.has(DEFINITION) ? Optional.of(object.path(DEFINITION).asText()) : Optional.empty());
  }

  private static String key(Name name, int version) {
    return "%s%08d.json".formatted(name.folder(), version);
  }

  /// Puts the next version.
  ///
  /// @param definition empty: there is no draft any more
  /// @param expected the version that is to be there, 0: none; empty: any
  /// @return the version that was put; empty if somebody else was faster
  /// @throws IOException if the store could not do it; the version may then be there or not
  public OptionalInt put(
      Name name, Optional<String> definition, OptionalInt expected, String by, Instant now)
      throws IOException {
    int version = latest(name);
    if (expected.isPresent() && expected.getAsInt() != version) {
      return OptionalInt.empty();
    }
    ObjectNode json =
        DocumentReader.empty()
            .put(DocumentReader.SCHEMA_MEMBER, DocumentReader.SCHEMA)
            .put(DocumentReader.UPDATED_AT, now.toString())
            .put(DocumentReader.UPDATED_BY, by);
    definition.ifPresentOrElse(
        it -> json.put(DEFINITION, it), () -> json.put(DocumentReader.REMOVED, true));
    var content = ObjectContent.of(json.toString().getBytes(UTF_8), "application/json");
    return store.putIfAbsent(key(name, version + 1), content) instanceof PutOutcome.Created
        ? OptionalInt.of(version + 1)
        : OptionalInt.empty();
  }
}
