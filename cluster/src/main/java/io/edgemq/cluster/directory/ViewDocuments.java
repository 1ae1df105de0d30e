package io.edgemq.cluster.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The views that lie in the operator's object store: a document for each version under
/// `control/views/`, which is made once and never changes, so that a version means one thing for
/// ever, whatever files nodes are started with (decision 0023). Calls block; any thread.
public final class ViewDocuments {
  private static final String FOLDER = ObjectKeys.CONTROL + "/views/";
  private static final Pattern KEY =
      Pattern.compile(FOLDER + "([^/]+)/([^/]+)/v([1-9][0-9]{0,8})\\.yaml");

  private final ObjectStore store;

  /// Those that are known to be there, by tenant.
  private final Map<String, Set<PublishedView>> published = new ConcurrentHashMap<>();

  public ViewDocuments(ObjectStore store) {
    this.store = store;
  }

  /// What came of publishing a view.
  public sealed interface Outcome {
    /// The version is there, with this meaning; the text may be laid out in another way.
    record Published() implements Outcome {}

    /// The version is there and means something else.
    ///
    /// @param key of its document
    record Differs(String key) implements Outcome {}
  }

  /// Publishes a version of a view unless it is there. The store is asked once for each.
  ///
  /// @throws IOException if the store could not do it; the version may then be there or not
  public Outcome publish(String tenant, PublishedView view) throws IOException {
    Set<PublishedView> known =
        published.computeIfAbsent(tenant, _ -> ConcurrentHashMap.newKeySet());
    if (known.contains(view)) {
      return new Outcome.Published();
    }
    String key = key(tenant, view);
    var content = ObjectContent.of(view.yaml().getBytes(UTF_8), "application/yaml");
    boolean isThere =
        switch (store.putIfAbsent(key, content)) {
          case PutOutcome.Created() -> true;
          case PutOutcome.AlreadyThere(String sha256) ->
              sha256.equals(content.sha256()) || isSame(key, view);
        };
    if (!isThere) {
      return new Outcome.Differs(key);
    }
    known.add(view);
    return new Outcome.Published();
  }

  /// What publishing a view would come to, without doing it.
  ///
  /// @throws IOException if the store could not be read
  public Outcome check(String tenant, PublishedView view) throws IOException {
    String key = key(tenant, view);
    try {
      return isSame(key, view) ? new Outcome.Published() : new Outcome.Differs(key);
    } catch (NoSuchFileException _) {
      return new Outcome.Published();
    }
  }

  /// Which version of a view of which tenant.
  public record Published(String tenant, String view, int version) {}

  /// All versions that were published: all, or those of a tenant.
  ///
  /// @throws IOException if the store could not be read
  public List<Published> list(Optional<String> tenant) throws IOException {
    return store.list(FOLDER + tenant.map(it -> it + "/").orElse("")).stream()
        .map(KEY::matcher)
        .filter(Matcher::matches)
        .map(it -> new Published(it.group(1), it.group(2), Integer.parseInt(it.group(3))))
        .sorted(
            Comparator.comparing(Published::tenant)
                .thenComparing(Published::view)
                .thenComparingInt(Published::version))
        .toList();
  }

  /// A version of a view that was published.
  ///
  /// @return nothing if it was not, or cannot be read as one
  /// @throws IOException if the store could not be read
  public Optional<PublishedView> find(String tenant, String view, int version) throws IOException {
    try {
      return read(new ViewName(view, version).key(tenant));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /// Reads what lies there.
  ///
  /// @return nothing if it is no view
  /// @throws IOException if it is not there or could not be read
  Optional<PublishedView> read(String key) throws IOException {
    byte[] yaml;
    try (InputStream in = store.open(key)) {
      yaml = in.readNBytes(ViewReader.YAML_BYTES_MAX + 1);
    }
    return ViewReader.read(yaml) instanceof CheckedView.Valid(var definition)
        ? Optional.of(new PublishedView(definition, new String(yaml, UTF_8)))
        : Optional.empty();
  }

  private static String key(String tenant, PublishedView view) {
    return ViewName.of(view.definition()).key(tenant);
  }

  private boolean isSame(String key, PublishedView view) throws IOException {
    return read(key).filter(it -> it.definition().equals(view.definition())).isPresent();
  }
}
