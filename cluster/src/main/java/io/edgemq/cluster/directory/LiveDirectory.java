package io.edgemq.cluster.directory;

import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory of a running node: what its configuration declares, and the keys in the object
/// store. It is read again when [#refresh()] is called; while the store cannot be read, what is
/// known stays. [#get()] from any thread, [#refresh()] by one at a time, for it blocks.
public final class LiveDirectory implements Supplier<Directory> {
  private static final Logger LOG = LoggerFactory.getLogger(LiveDirectory.class);

  private final Directory declared;
  private final KeyDocuments documents;
  private final InstantSource clock;

  private final Map<KeyName, ApiKey> read = new LinkedHashMap<>();
  private final Set<KeyName> unusable = new HashSet<>();
  private Set<KeyName> listed = Set.of();
  private Set<KeyName> revoked = Set.of();
  private Instant nextExpiry;
  private boolean isFailing;
  private volatile Directory current;

  /// @param declared by the configuration
  /// @param clock for keys that expire
  public LiveDirectory(Directory declared, KeyDocuments documents, InstantSource clock) {
    this.declared = declared;
    this.documents = documents;
    this.clock = clock;
    current = declared.with(declared.keys(), false);
    nextExpiry = nextExpiry(clock.instant());
  }

  @Override
  public Directory get() {
    return current;
  }

  /// Reads what has changed in the store.
  ///
  /// @return whether a key that was good is so no more: it was revoked, or its time is over
  public boolean refresh() {
    Instant now = clock.instant();
    boolean hasExpired = !now.isBefore(nextExpiry);
    Directory before = current;
    reread();
    boolean isReplaced = current != before;
    if (isReplaced || hasExpired) {
      nextExpiry = nextExpiry(now);
    }
    return hasExpired || (isReplaced && hasLost(before.keys()));
  }

  private boolean hasLost(Collection<ApiKey> keys) {
    return keys.stream().anyMatch(it -> current.key(it.secret()).isEmpty());
  }

  private void reread() {
    try {
      Set<KeyName> keys = Set.copyOf(documents.keys());
      Set<KeyName> withdrawn = Set.copyOf(documents.revoked());
      if (!current.isComplete() || !keys.equals(listed) || !withdrawn.equals(revoked)) {
        for (KeyName name : keys) {
          read(name);
        }
        listed = keys;
        revoked = withdrawn;
        replace();
      }
      if (isFailing) {
        isFailing = false;
        LOG.info("The keys in the object store can be read again");
      }
    } catch (IOException e) {
      if (!isFailing) {
        isFailing = true;
        LOG.warn("The keys in the object store cannot be read; those known stay: {}", e.toString());
      }
    }
  }

  private void read(KeyName name) throws IOException {
    if (read.containsKey(name) || unusable.contains(name)) {
      return; // a document never changes
    }
    try {
      read.put(name, documents.read(name));
    } catch (IllegalArgumentException e) {
      unusable.add(name);
      LOG.warn(
          "The document of key {} of {} is ignored: {}", name.name(), name.tenant(), e.toString());
    }
  }

  private void replace() {
    read.keySet().retainAll(listed);
    unusable.retainAll(listed);
    current = declared.with(goodKeys(), true);
    LOG.info("{} API keys are known, {} are revoked", current.keys().size(), revoked.size());
  }

  private List<ApiKey> goodKeys() {
    var keys = new ArrayList<ApiKey>();
    var names = new HashSet<KeyName>();
    var secrets = new HashSet<SecretHash>();
    for (ApiKey key : declared.keys()) {
      names.add(name(key));
      secrets.add(key.secret());
      if (!revoked.contains(name(key))) {
        keys.add(key);
      }
    }
    read.forEach((name, key) -> {
      if (revoked.contains(name)) {
        return;
      }
      boolean isKnownEndpoint =
          key.endpoint().isEmpty()
              || declared.endpoint(key.tenant(), key.endpoint().get()).isPresent();
      if (names.contains(name) || !secrets.add(key.secret())) {
        LOG.warn(
            "The document of key {} of {} is ignored: there is one already",
            name.name(),
            name.tenant());
      } else if (!isKnownEndpoint) {
        LOG.warn(
            "The document of key {} of {} is ignored: its endpoint is unknown",
            name.name(),
            name.tenant());
      } else {
        keys.add(key);
      }
    });
    return keys;
  }

  private static KeyName name(ApiKey key) {
    return new KeyName(key.tenant(), key.name());
  }

  private Instant nextExpiry(Instant now) {
    return current.keys().stream()
        .flatMap(it -> it.expiresAt().stream())
        .filter(it -> it.isAfter(now))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }
}
