package io.edgemq.ops.admin;

import io.edgemq.cluster.directory.DirectoryAdmin.Listed;
import io.edgemq.cluster.directory.DirectoryAdmin.Outcome;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.Scope;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What the `edgemq admin` commands need, wherever it is done. Calls block; one thread. All may
/// throw an [IOException] if the place could not be asked, and [WrongUse] if it is the command line
/// that is wrong; a change may then have been made or not, unless the message says so.
public interface Administration extends AutoCloseable {
  /// A version of a document.
  ///
  /// @param json what it says
  record Text(int version, String json) {}

  /// What a key is to be.
  ///
  /// @param endpoint empty: all of the tenant
  /// @param expiresAt empty: never
  record KeyTerms(
      KeyName name,
      Optional<String> endpoint,
      Set<Scope> scopes,
      List<String> topics,
      Optional<Instant> expiresAt) {
    public KeyTerms {
      scopes = Set.copyOf(scopes);
      topics = List.copyOf(topics);
    }
  }

  /// A key that there is.
  ///
  /// @param state `good`, `expired` or `revoked`
  /// @param endpoint empty: all of the tenant
  /// @param scopes labels, in alphabetical order
  /// @param expiresAt empty: never
  record ListedKey(
      KeyName name,
      String state,
      Optional<String> endpoint,
      List<String> scopes,
      List<String> topics,
      Optional<String> expiresAt) {}

  /// All keys.
  ///
  /// @param ignored documents that hold no key, one line each
  record Keys(List<ListedKey> keys, List<String> ignored) {}

  /// What came of revoking a key.
  enum Revocation {
    /// It is revoked.
    DONE,
    /// It was revoked already.
    BEFORE,
    /// There is none of that name.
    NO_KEY
  }

  /// All documents of some kinds, and what the configuration declares, in alphabetical order.
  List<Listed> list(List<DocumentKind> kinds) throws IOException;

  /// The last version of a document; empty if it has none.
  Optional<Text> last(DocumentName name) throws IOException;

  /// All versions of a document, the oldest first; empty if it has none.
  List<Text> history(DocumentName name) throws IOException;

  /// Puts the next version of a document; a destination is tried first.
  ///
  /// @param expected the version that is to be there, 0: none; empty: any
  Outcome set(DocumentName name, byte[] json, OptionalInt expected) throws IOException;

  /// The same, without trying a destination.
  Outcome setUntried(DocumentName name, byte[] json, OptionalInt expected) throws IOException;

  /// Puts a version that says that there is nothing any more.
  ///
  /// @param expected the version that is to be there, 0: none; empty: any
  Outcome remove(DocumentName name, OptionalInt expected) throws IOException;

  /// Tries a destination.
  ///
  /// @return what is wrong, one line each; empty: it can be used
  /// @throws IOException if there is none of that name, too
  List<String> check(DocumentName destination) throws IOException;

  /// Makes a key.
  ///
  /// @param terms with a name that can be one, and what goes together
  /// @return the secret; empty if there is, or was, a key of that name
  Optional<String> createKey(KeyTerms terms) throws IOException;

  /// The keys that there are, of one tenant or of all.
  Keys keys(Optional<String> tenant) throws IOException;

  /// Revokes a key.
  Revocation revokeKey(KeyName name) throws IOException;

  /// Publishes a view of a tenant, as the version that it says.
  ///
  /// @throws IOException if that version has another definition, too
  void publish(String tenant, PublishedView view) throws IOException;

  @Override
  void close();
}
