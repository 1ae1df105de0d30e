package io.edgemq.storage.object;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/// An object store over another one that fails when it is told to: before it has done anything, or
/// after it has done the work, so that the caller cannot know; and that can be made to wait.
///
/// For use by several threads.
public final class FaultyObjectStore implements ObjectStore {
  /// How a put fares.
  public enum Put {
    WORKS,
    /// Nothing is done, and it fails.
    FAILS_BEFORE,
    /// All is done, and it fails nevertheless.
    FAILS_AFTER
  }

  /// A put that waits in the store.
  ///
  /// @param arrived counted down when the put is there
  /// @param release to be counted down to let it go on
  public record Held(CountDownLatch arrived, CountDownLatch release) {}

  private final ObjectStore store;
  private final Deque<Put> planned = new ArrayDeque<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private final List<String> created = Collections.synchronizedList(new ArrayList<>());
  private final Random random;
  private int faultOneIn;
  private volatile boolean isAway;

  /// Over `store`; faults at random come from `random`.
  public FaultyObjectStore(ObjectStore store, Random random) {
    this.store = store;
    this.random = random;
  }

  /// Over `store`, failing only as planned.
  public FaultyObjectStore(ObjectStore store) {
    this(store, new Random(0));
  }

  /// Says how the next puts fare; those behind them work.
  public synchronized void plan(Put... puts) {
    planned.addAll(List.of(puts));
  }

  /// Lets one put in so many fail, at random; 0: none.
  public synchronized void failOneIn(int puts) {
    faultOneIn = puts;
  }

  /// Lets every call fail until [#comeBack].
  public void goAway() {
    isAway = true;
  }

  /// Lets nothing fail that is not planned.
  public void comeBack() {
    isAway = false;
  }

  /// Lets the next put wait before it does anything.
  public synchronized Held hold() {
    var hold = new Held(new CountDownLatch(1), new CountDownLatch(1));
    held.add(hold);
    return hold;
  }

  /// Keys of the objects that were created through this store, in order.
  public List<String> created() {
    return List.copyOf(created);
  }

  @Override
  public PutOutcome putIfAbsent(String key, ObjectContent content) throws IOException {
    requireNotAway();
    waitIfHeld();
    Put put = next();
    if (put == Put.FAILS_BEFORE) {
      throw new IOException("planned: " + key + " was not put");
    }
    PutOutcome outcome = store.putIfAbsent(key, content);
    if (outcome instanceof PutOutcome.Created) {
      created.add(key);
    }
    if (put == Put.FAILS_AFTER) {
      throw new IOException("planned: nobody knows whether " + key + " was put");
    }
    return outcome;
  }

  @Override
  public InputStream open(String key) throws IOException {
    requireNotAway();
    return store.open(key);
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    requireNotAway();
    return store.list(prefix);
  }

  @Override
  public List<String> list(String prefix, String after, int max) throws IOException {
    requireNotAway();
    return store.list(prefix, after, max);
  }

  @Override
  public List<String> folders(String prefix, String after, int max) throws IOException {
    requireNotAway();
    return store.folders(prefix, after, max);
  }

  private void requireNotAway() throws IOException {
    if (isAway) {
      throw new IOException("planned: away");
    }
  }

  private synchronized Put next() {
    Put put = planned.poll();
    if (put != null) {
      return put;
    }
    if (faultOneIn > 0 && random.nextInt(faultOneIn) == 0) {
      return random.nextBoolean() ? Put.FAILS_BEFORE : Put.FAILS_AFTER;
    }
    return Put.WORKS;
  }

  private void waitIfHeld() throws IOException {
    Held hold;
    synchronized (this) {
      hold = held.poll();
    }
    if (hold == null) {
      return;
    }
    hold.arrived().countDown();
    try {
      hold.release().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while held", e);
    }
  }
}
