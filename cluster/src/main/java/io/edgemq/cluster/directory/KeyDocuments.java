package io.edgemq.cluster.directory;

import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The API keys that lie in the operator's object store (decision 0021): a document for each under
/// `control/keys/`, and one under `control/revoked/` for each that was revoked, those of the
/// configuration included. Documents are made once and never change, so a name stands for one key
/// for ever. Calls block; any thread.
public final class KeyDocuments {
  private static final String KEYS = ObjectKeys.CONTROL + "/keys/";
  private static final String REVOKED = ObjectKeys.CONTROL + "/revoked/";
  private static final String ENDING = ".json";
  private static final String JSON = "application/json";

  private final ObjectStore store;

  public KeyDocuments(ObjectStore store) {
    this.store = store;
  }

  /// Where the document of a key is, or would be.
  ///
  /// @param tenant a name, or [ApiKey#OPERATOR]
  /// @param name a name
  public record KeyName(String tenant, String name) {
    /// The name of a key.
    static KeyName of(ApiKey key) {
      return new KeyName(key.tenant(), key.name());
    }

    /// Where its document is.
    String key() {
      return in(KEYS);
    }

    private String in(String folder) {
      return folder + tenant + '/' + name + ENDING;
    }

    /// The key's place, if it is one.
    private static List<KeyName> of(String folder, String path) {
      String[] names = path.substring(folder.length()).split("/", -1);
      return names.length == 2 && names[1].endsWith(ENDING)
          ? List.of(
              new KeyName(names[0], names[1].substring(0, names[1].length() - ENDING.length())))
          : List.of();
    }
  }

  /// Makes the document of a key.
  ///
  /// @return false if there is, or was, a key of that name
  /// @throws IOException if the store could not do it; the key may then be there or not
  public boolean create(ApiKey key, Instant now) throws IOException {
    return put(KeyName.of(key).key(), KeyDocument.of(key, now).toJson());
  }

  /// Revokes a key for ever, wherever it was declared. Nodes know within the time in which they
  /// read again.
  ///
  /// @return false if it was revoked already
  /// @throws IOException if the store could not do it; the key may then be revoked or not
  public boolean revoke(KeyName name, Instant now) throws IOException {
    String json =
        "{\"version\":1,\"tenant\":\"%s\",\"name\":\"%s\",\"revokedAt\":\"%s\"}"
            .formatted(name.tenant(), name.name(), now);
    return put(name.in(REVOKED), json.getBytes(StandardCharsets.US_ASCII));
  }

  /// All that have a document.
  public List<KeyName> keys() throws IOException {
    return List.copyOf(keysIn(store.list(KEYS)));
  }

  /// All that were revoked.
  public List<KeyName> revoked() throws IOException {
    return List.copyOf(revokedIn(store.list(REVOKED)));
  }

  /// Reads a document.
  ///
  /// @throws IllegalArgumentException if it does not hold the key of that name; says why
  /// @throws IOException if it could not be read
  public ApiKey read(KeyName name) throws IOException {
    try (InputStream in = store.open(name.key())) {
      ApiKey key = KeyDocument.read(in);
      if (!KeyName.of(key).equals(name)) {
        throw new IllegalArgumentException("it holds another key");
      }
      return key;
    }
  }

  /// Those of these objects that are documents of keys.
  static Set<KeyName> keysIn(List<String> listed) {
    return names(KEYS, listed);
  }

  /// Those of these objects that are revocations.
  static Set<KeyName> revokedIn(List<String> listed) {
    return names(REVOKED, listed);
  }

  private static Set<KeyName> names(String folder, List<String> listed) {
    return listed.stream()
        .filter(it -> it.startsWith(folder))
        .flatMap(it -> KeyName.of(folder, it).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean put(String path, byte[] json) throws IOException {
    return store.putIfAbsent(path, ObjectContent.of(json, JSON)) instanceof PutOutcome.Created;
  }
}
