package io.edgemq.ops.api;

import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DirectoryAdmin.Outcome;
import io.edgemq.cluster.directory.DirectoryAdmin.Shown;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/// The control documents for all handlers together: one at a time, because they are read into one
/// cache. Calls block; any thread.
public final class Documents {
  private final DirectoryAdmin admin;
  private final Runnable onChange;
  private final ReentrantLock lock = new ReentrantLock();

  /// @param admin used by nobody else
  /// @param onChange told after a change, so that nodes look at once
  public Documents(DirectoryAdmin admin, Runnable onChange) {
    this.admin = admin;
    this.onChange = onChange;
  }

  /// Something that is done with the documents.
  @FunctionalInterface
  public interface Use<T> {
    T of(DirectoryAdmin admin) throws IOException;
  }

  /// Does it, while nobody else does.
  public <T> T use(Use<T> use) throws IOException {
    lock.lock();
    try {
      return use.of(admin);
    } finally {
      lock.unlock();
    }
  }

  /// Tells that something was changed.
  public void changed() {
    onChange.run();
  }

  /// A document, if it stands for something.
  Optional<Shown> find(DocumentName name) throws IOException {
    return use(it -> it.show(List.of(name))).stream().findFirst();
  }

  /// Whether a tenant is there.
  public boolean hasTenant(String tenant) throws IOException {
    try {
      return find(new DocumentName(DocumentKind.TENANTS, tenant)).isPresent();
    } catch (IllegalArgumentException _) {
      return false; // it cannot even be a name
    }
  }

  Outcome set(DocumentName name, byte[] json, OptionalInt expected, Caller by) throws IOException {
    Outcome outcome = use(it -> it.set(name, json, expected, by.toString()));
    changed();
    return outcome;
  }

  Outcome remove(DocumentName name, OptionalInt expected, Caller by) throws IOException {
    Outcome outcome = use(it -> it.remove(name, expected, by.toString()));
    changed();
    return outcome;
  }
}
