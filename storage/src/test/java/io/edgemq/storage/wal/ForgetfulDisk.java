package io.edgemq.storage.wal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A disk that fails when it is told to and, at a power loss, forgets what was not forced.
///
/// Until then its files lie in a real directory as a process sees them, page cache and all, so that
/// everything that reads and ships segments can run on them. [#crash()] puts into their place what
/// a disk may hold afterwards: of every file what was forced, and of the rest nothing, a prefix, or
/// some pages with zeros between them; names that were not forced may be gone, deletions and
/// truncations that were not forced may be undone.
///
/// A failed force behaves as it does on Linux: part of the dirty pages reached the disk, the others
/// are taken for clean from then on, and a second force succeeds without having done anything.
///
/// Not for use by several threads.
public final class ForgetfulDisk implements LogDisk {
  /// What can fail.
  public enum Fault {
    /// No file is made.
    CREATE,
    /// The file is made, its name is not forced, and it cannot be removed again.
    CREATE_LEAVES_FILE,
    /// Part of the bytes is written.
    WRITE,
    FORCE,
    TRUNCATE,
    DELETE,
    FORCE_NAME
  }

  /// The power is gone, as [#loseThePowerAtCall] asked for; every further call says so too.
  public static final class PowerLoss extends RuntimeException {}

  private final Path root;
  private final Random random;
  private final Map<Fault, Integer> planned = new EnumMap<>(Fault.class);
  private final Set<Fault> away = EnumSet.noneOf(Fault.class);
  private final Map<Path, CachedFile> sheets = new TreeMap<>();
  private final Map<Path, List<byte[]>> bounds = new TreeMap<>();
  private final Set<Path> unforcedDirectories = new HashSet<>();
  private Map<Path, byte[]> image = new TreeMap<>();
  private final List<FileChannel> opened = new ArrayList<>();
  private int faultOneIn;
  private int callsToPowerLoss = Integer.MAX_VALUE;
  private boolean isDead;
  private int createdFiles;

  /// A disk on which everything below `root` lies safely as it is now.
  public ForgetfulDisk(Path root, Random random) throws IOException {
    this.root = root;
    this.random = random;
    settle();
  }

  /// Lets the n-th call from now fail, counting only calls that can fail so.
  public void failAt(Fault fault, int nthCall) {
    planned.put(fault, nthCall);
  }

  /// Lets every call of these kinds fail until [#heal()].
  public void goAway(Fault... faults) {
    away.addAll(List.of(faults));
  }

  /// Lets one call in so many fail, at random.
  public void failOneIn(int calls) {
    faultOneIn = calls;
  }

  /// Lets nothing fail any more.
  public void heal() {
    planned.clear();
    away.clear();
    faultOneIn = 0;
  }

  /// Lets the power go in the middle of the n-th call from now, of whatever kind.
  public void loseThePowerAtCall(int nthCall) {
    callsToPowerLoss = nthCall;
  }

  /// How many files were made since this disk was.
  public int createdFiles() {
    return createdFiles;
  }

  /// How many files are open.
  public long openFiles() {
    return opened.stream().filter(FileChannel::isOpen).count();
  }

  /// Takes everything below the root for forced, as it is when a recovery has come to its end.
  public void settle() throws IOException {
    image = files();
  }

  @Override
  public LogFile create(Path path) throws IOException {
    tick();
    fail(Fault.CREATE, path);
    if (Files.exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    opened.add(channel);
    var sheet = new CachedFile(channel);
    sheets.put(path, sheet);
    createdFiles++;
    if (fails(Fault.CREATE_LEAVES_FILE)) {
      channel.close();
      throw new IOException("planned: name of " + path + " not forced");
    }
    sheet.isNameForced = true;
    forgetDeletedIn(path);
    return new ForgetfulFile(path, sheet);
  }

  @Override
  public void delete(Path path) throws IOException {
    tick();
    fail(Fault.DELETE, path);
    Files.deleteIfExists(path);
  }

  @Override
  public void forceName(Path entry) throws IOException {
    tick();
    if (fails(Fault.FORCE_NAME)) {
      if (Files.isDirectory(entry)) {
        unforcedDirectories.add(entry);
      }
      throw new IOException("planned: FORCE_NAME of " + entry);
    }
    forgetDeletedIn(entry);
    for (Map.Entry<Path, byte[]> file : files().entrySet()) {
      if (isBeside(entry, file.getKey()) && !sheets.containsKey(file.getKey())) {
        image.put(file.getKey(), file.getValue());
      }
    }
  }

  /// Puts on the real directory what may be left after a power loss, and starts anew from it.
  public void crash() throws IOException {
    for (Map.Entry<Path, CachedFile> it : sheets.entrySet()) {
      it.getValue().channel.close();
      it.getValue().materialise(it.getKey(), random);
    }
    materialiseImage();
    materialiseBounds();
    for (Path directory : unforcedDirectories) {
      if (random.nextBoolean() && Files.isDirectory(directory) && isEmpty(directory)) {
        Files.delete(directory);
      }
    }
    opened.clear();
    sheets.clear();
    bounds.clear();
    unforcedDirectories.clear();
    heal();
    callsToPowerLoss = Integer.MAX_VALUE;
    isDead = false;
    settle();
  }

  /// What recovery and shipping did to files that no log has open: done, or as if never begun.
  private void materialiseImage() throws IOException {
    for (Map.Entry<Path, byte[]> it : image.entrySet()) {
      if (!sheets.containsKey(it.getKey()) && random.nextBoolean()) {
        CachedFile.replace(it.getKey(), it.getValue());
      }
    }
    for (Path path : files().keySet()) {
      // A name nobody forced: links that recovery made, drafts.
      if (!image.containsKey(path) && !sheets.containsKey(path) && random.nextBoolean()) {
        Files.delete(path);
      }
    }
  }

  /// The bound is never forced: any of its earlier states may be there, or none.
  private void materialiseBounds() throws IOException {
    for (Map.Entry<Path, List<byte[]>> it : bounds.entrySet()) {
      List<byte[]> states = it.getValue();
      int choice = random.nextInt(states.size() + 2);
      if (choice == states.size()) {
        Files.deleteIfExists(it.getKey());
      } else if (choice < states.size() && Files.isDirectory(it.getKey().resolveSibling(""))) {
        Files.write(it.getKey(), states.get(choice));
      }
    }
  }

  private void forgetDeletedIn(Path entry) {
    image.keySet().removeIf(it -> isBeside(entry, it) && !Files.exists(it));
    sheets.entrySet().removeIf(it -> isBeside(entry, it.getKey()) && !Files.exists(it.getKey()));
  }

  private static boolean isBeside(Path entry, Path other) {
    return entry.resolveSibling("").equals(other.resolveSibling(""));
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  /// Every file below the root except bounds.
  private Map<Path, byte[]> files() throws IOException {
    var files = new TreeMap<Path, byte[]>();
    if (!Files.isDirectory(root)) {
      return files;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      paths
          .filter(Files::isRegularFile)
          .filter(it -> !it.endsWith("forced"))
          .forEach(it -> files.put(it, read(it)));
    }
    return files;
  }

  private static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tick() {
    if (isDead || --callsToPowerLoss <= 0) {
      isDead = true;
      throw new PowerLoss();
    }
  }

  private void fail(Fault fault, Path path) throws IOException {
    if (fails(fault)) {
      throw new IOException("planned: " + fault + " of " + path);
    }
  }

  private boolean fails(Fault fault) {
    @Nullable Integer left = planned.computeIfPresent(fault, (_, calls) -> calls - 1);
    if (left != null && left == 0) {
      planned.remove(fault);
      return true;
    }
    return away.contains(fault) || (faultOneIn > 0 && random.nextInt(faultOneIn) == 0);
  }

  private final class ForgetfulFile implements LogFile {
    private final Path path;
    private final CachedFile sheet;

    ForgetfulFile(Path path, CachedFile sheet) {
      this.path = path;
      this.sheet = sheet;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int part =
          source.remaining() < 2 ? source.remaining() : 1 + random.nextInt(source.remaining());
      boolean isLast = isDead || callsToPowerLoss <= 1;
      boolean isFailing = !isLast && fails(Fault.WRITE);
      int bytes = random.nextBoolean() && !isLast && !isFailing ? source.remaining() : part;
      if (!isDead) {
        ByteBuffer written = source.slice().limit(bytes);
        sheet.append(written.duplicate());
        while (written.hasRemaining()) {
          sheet.channel.write(written);
        }
      }
      tick();
      if (isFailing) {
        throw new IOException("planned: WRITE of " + path);
      }
      source.position(source.position() + bytes);
      return bytes;
    }

    @Override
    public void force() throws IOException {
      noteBound();
      tick();
      if (fails(Fault.FORCE)) {
        sheet.forceInPart(random);
        throw new IOException("planned: FORCE of " + path);
      }
      sheet.forceAll();
    }

    @Override
    public void truncate(long bytes) throws IOException {
      tick();
      fail(Fault.TRUNCATE, path);
      sheet.channel.truncate(bytes);
      sheet.length = Math.min(sheet.length, Math.toIntExact(bytes));
    }

    @Override
    public boolean isOpen() {
      return sheet.channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      sheet.channel.close();
    }

    private void noteBound() throws IOException {
      Path bound = path.resolveSibling("forced");
      if (Files.exists(bound)) {
        bounds.computeIfAbsent(bound, _ -> new ArrayList<>()).add(Files.readAllBytes(bound));
      }
    }
  }
}
