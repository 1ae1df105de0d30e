package io.edgemq.storage.object;

import io.edgemq.storage.disk.DurableNames;
import io.edgemq.storage.object.StoreCalls.Operation;
import io.edgemq.storage.object.StoreCalls.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An object store in a folder: keys are paths below it. An object is written to a temporary file,
/// forced, and linked to its name, which fails where the name is taken; then the directory is
/// forced. The file system must know hard links. Content type and metadata are not kept; the file's
/// name and bytes say the same.
public final class FolderObjectStore implements ObjectStore {
  private static final String DRAFTS = ".drafts";

  /// Segments of a key: no empty one, none that starts with a dot, nothing that a path gives a
  /// meaning.
  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9_=%+-][A-Za-z0-9_=%+.-]*(/[A-Za-z0-9_=%+-][A-Za-z0-9_=%+.-]*)*");

  private final Path root;
  private final StoreCalls calls;

  /// A store in `root`, which is made when the first object is put.
  public FolderObjectStore(Path root) {
    this(root, new StoreCalls());
  }

  /// The same, whose calls are counted with those of others.
  public FolderObjectStore(Path root, StoreCalls calls) {
    this.root = root;
    this.calls = calls;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T counted(Operation operation, long bytes, Call<T> call) throws IOException {
    calls.sent(operation, bytes);
    Outcome outcome = Outcome.FAILED;
    try {
      T result = call.run();
      outcome = result instanceof PutOutcome.AlreadyThere ? Outcome.TAKEN : Outcome.OK;
      return result;
    } catch (NoSuchFileException e) {
      outcome = operation == Operation.GET ? Outcome.ABSENT : Outcome.FAILED;
      throw e;
    } finally {
      calls.ended(operation, outcome, 0);
    }
  }

  @Override
  public PutOutcome putIfAbsent(String key, ObjectContent content) throws IOException {
    Path target = path(key);
    return counted(Operation.PUT, content.length(), () -> putIfAbsent(target, content));
  }

  private PutOutcome putIfAbsent(Path target, ObjectContent content) throws IOException {
    if (Files.exists(target)) {
      return alreadyThere(target);
    }
    Path drafts = root.resolve(DRAFTS);
    DurableNames.createDirectories(root, drafts);
    Path draft = drafts.resolve(UUID.randomUUID().toString());
    try {
      writeForced(draft, content);
      DurableNames.createDirectories(root, parent(target));
      Files.createLink(target, draft);
    } catch (FileAlreadyExistsException e) {
      return alreadyThere(target);
    } catch (UnsupportedOperationException e) {
      throw new IOException("the file system of " + root + " has no hard links", e);
    } finally {
      Files.deleteIfExists(draft);
    }
    DurableNames.force(target);
    return new PutOutcome.Created();
  }

  @Override
  public InputStream open(String key) throws IOException {
    Path path = path(key);
    return counted(Operation.GET, 0, () -> Files.newInputStream(path));
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return counted(Operation.LIST, 0, () -> listed(prefix));
  }

  private List<String> listed(String prefix) throws IOException {
    var keys = new ArrayList<String>();
    walk(prefix, keys::add);
    Collections.sort(keys);
    return List.copyOf(keys);
  }

  /// Looks at all files below the prefix, and keeps no more than is asked for.
  @Override
  public List<String> list(String prefix, String after, int max) throws IOException {
    return counted(Operation.LIST, 0, () -> listed(prefix, after, max));
  }

  private List<String> listed(String prefix, String after, int max) throws IOException {
    var first = new TreeSet<String>();
    walk(
        prefix,
        key -> {
          if (key.compareTo(after) > 0) {
            first.add(key);
            if (first.size() > max) {
              first.removeLast();
            }
          }
        });
    return List.copyOf(first);
  }

  /// Also names folders that are empty, which an object leaves that could not be put.
  @Override
  public List<String> folders(String prefix, String after, int max) throws IOException {
    return counted(Operation.LIST, 0, () -> foldersBelow(prefix, after, max));
  }

  private List<String> foldersBelow(String prefix, String after, int max) throws IOException {
    Path from = folder(prefix);
    if (!Files.isDirectory(from)) {
      requireNotAway();
      return List.of();
    }
    try (Stream<Path> paths = Files.list(from)) {
      return paths
          .map(it -> it.getFileName().toString() + "/")
          .filter(it -> after.isEmpty() || it.compareTo(after + "/") > 0)
          .filter(it -> KEY.matcher(it.substring(0, it.length() - 1)).matches())
          .filter(it -> Files.isDirectory(from.resolve(it), LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .limit(max)
          .map(it -> it.substring(0, it.length() - 1))
          .toList();
    }
  }

  private Path folder(String prefix) {
    return prefix.isEmpty() ? root : path(prefix.substring(0, prefix.length() - 1));
  }

  private void walk(String prefix, Consumer<String> keys) throws IOException {
    Path from = folder(prefix);
    if (!Files.isDirectory(from)) {
      requireNotAway();
      return;
    }
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.endsWith(DRAFTS)
                ? FileVisitResult.SKIP_SUBTREE // drafts come and go while this looks
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String key = root.relativize(file).toString();
            if (attributes.isRegularFile() && KEY.matcher(key).matches()) {
              keys.accept(key);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// A store that is not there yet is empty. One behind a file is away, as behind a mount that is
  /// replaced by one.
  private void requireNotAway() throws NotDirectoryException {
    Path there = root.toAbsolutePath();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new NotDirectoryException(there.toString());
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }

  private Path path(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("'" + key + "' is no object key");
    }
    return root.resolve(key);
  }

  private static Path parent(Path target) {
    return Objects.requireNonNull(target.getParent(), "a key has at least a name");
  }

  private static PutOutcome alreadyThere(Path target) throws IOException {
    DurableNames.force(target); // whoever made it may have died before it did this
    try (InputStream in = Files.newInputStream(target)) {
      return new PutOutcome.AlreadyThere(Sha256.hex(in));
    }
  }

  private static void writeForced(Path draft, ObjectContent content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(content.bytes(), 0, content.length());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
