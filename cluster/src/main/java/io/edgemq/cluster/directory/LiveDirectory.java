package io.edgemq.cluster.directory;

import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory of a running node: what its configuration declares, and over it the documents in
/// the object store. They are read again when [#refresh()] is called; while the store cannot be
/// read, what is known stays. [#get()] from any thread, [#refresh()] by one at a time, for it
/// blocks.
public final class LiveDirectory implements Supplier<Directory> {
  private static final Logger LOG = LoggerFactory.getLogger(LiveDirectory.class);

  private final Declared declared;
  private final DocumentCache documents;
  private final InstantSource clock;

  private Map<String, String> problems = Map.of();
  private Instant nextExpiry;
  private Instant lookedAt;
  private boolean isFailing;
  private boolean isReplacementOwed;
  private final LongAdder failures = new LongAdder();
  private volatile Optional<Instant> readAt = Optional.empty();
  private volatile Directory current;

  /// What came of looking again.
  public enum Refreshed {
    /// Everything is as it was.
    UNCHANGED,
    /// There are other documents, and all that was good still is.
    CHANGED,
    /// There are other documents, and a key or an endpoint is good no more.
    LOST,
    /// The documents are the same, and the time of a key is over.
    EXPIRED
  }

  /// @param declared by the configuration
  /// @param store the operator's
  /// @param clock for keys that expire
  public LiveDirectory(Declared declared, ObjectStore store, InstantSource clock) {
    this.declared = declared;
    this.documents = new DocumentCache(store, new DocumentReader(declared.terms().isTopicFilter()));
    this.clock = clock;
    current = declared.directory().incomplete();
    lookedAt = clock.instant();
    nextExpiry = nextExpiry(lookedAt);
  }

  @Override
  public Directory get() {
    return current;
  }

  /// When the documents were read last, changed or not; nothing if they never were. Any thread.
  public Optional<Instant> readAt() {
    return readAt;
  }

  /// How often they could not be read. Any thread.
  public long failures() {
    return failures.sum();
  }

  /// Reads what has changed in the store.
  public Refreshed refresh() {
    Instant now = clock.instant();
    boolean hasExpired = !now.isBefore(nextExpiry);
    Directory before = current;
    reread();
    boolean isReplaced = current != before;
    boolean isClockSetBack = now.isBefore(lookedAt); // and keys that had expired are good again
    if (isReplaced || hasExpired || isClockSetBack) {
      nextExpiry = nextExpiry(now);
    }
    lookedAt = now;
    if (!isReplaced) {
      return hasExpired ? Refreshed.EXPIRED : Refreshed.UNCHANGED;
    }
    return hasExpired || current.lacksOf(before) ? Refreshed.LOST : Refreshed.CHANGED;
  }

  private void reread() {
    try {
      isReplacementOwed |= documents.look();
      if (isReplacementOwed) { // still, if the last one failed
        replace();
        isReplacementOwed = false;
      }
      readAt = Optional.of(clock.instant());
      if (isFailing) {
        isFailing = false;
        LOG.info("The control documents in the object store can be read again");
      }
    } catch (IOException e) {
      failures.increment();
      if (!isFailing) {
        isFailing = true;
        LOG.warn(
            "The control documents in the object store cannot be read; what is known stays: {}",
            e.toString());
      }
    }
  }

  private void replace() {
    Known known = documents.known();
    DirectoryBuilder.Built built = DirectoryBuilder.build(declared, known, current);
    built
        .problems()
        .forEach((key, problem) -> {
          if (!problem.equals(problems.get(key))) { // said when it began
            LOG.warn("{}: {}", key, problem);
          }
        });
    problems = built.problems();
    current = built.directory();
    LOG.info(
        "{} control documents are known, {} API keys are good, {} are revoked",
        known.documents().size(),
        current.keys().size(),
        known.revoked().size());
  }

  private Instant nextExpiry(Instant now) {
    return current.keys().stream()
        .flatMap(it -> it.expiresAt().stream())
        .filter(it -> it.isAfter(now))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }
}
