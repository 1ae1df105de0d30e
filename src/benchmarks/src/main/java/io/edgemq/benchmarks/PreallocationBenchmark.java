package io.edgemq.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Whether segments should be preallocated: is a group written and forced sooner into a file that
/// was filled with zeros and forced before, where neither its length nor its blocks change any
/// more, than at the end of a growing one? And what does the filling take, which writes every byte
/// a second time?
///
/// With `-t 4` every thread has its own file.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PreallocationBenchmark {
  private static final int MIB = 1 << 20;

  /// How a file comes to its length.
  public enum Layout {
    /// By being written.
    APPENDED,
    /// It has it before the first group.
    PREALLOCATED
  }

  /// A file that groups are written to; every 64 MiB a new one takes its place, in both layouts and
  /// outside the measured time, so that neither writes to blocks the other would not have.
  @State(Scope.Thread)
  public static class Groups {
    private static final int FILE_BYTES = 64 * MIB;

    @Param Layout layout = Layout.APPENDED;

    /// Bytes of a group.
    @Param({"8192", "65536", "1048576"})
    int groupBytes;

    private final ByteBuffer group = ByteBuffer.allocateDirect(MIB);
    private @Nullable TemporaryFolder folder;
    private @Nullable FileChannel file;
    private long at;

    /// Makes the folder and the first file.
    @Setup
    public void create() throws IOException {
      while (group.hasRemaining()) {
        group.put((byte) 'x');
      }
      folder = TemporaryFolder.create();
      file = open();
    }

    /// Makes the next file once this one is full.
    @Setup(Level.Invocation)
    public void rollOver() throws IOException {
      if (at == FILE_BYTES) {
        delete();
        file = open();
        at = 0;
      }
    }

    /// Removes the files.
    @TearDown
    public void remove() throws IOException {
      delete();
      Objects.requireNonNull(folder).close();
    }

    private FileChannel open() throws IOException {
      FileChannel opened = newFile(path());
      if (layout == Layout.PREALLOCATED) {
        fillWithZeros(opened, FILE_BYTES);
      }
      opened.force(true);
      return opened;
    }

    private void delete() throws IOException {
      Objects.requireNonNull(file).close();
      Files.delete(path());
    }

    private Path path() {
      return Objects.requireNonNull(folder).path().resolve("segment");
    }
  }

  /// Where files are filled.
  @State(Scope.Thread)
  public static class Filling {
    /// The default of `edgemq.seal.size` and of `edgemq.seal.max-size`.
    @Param({"524288", "67108864"})
    int fileBytes;

    private @Nullable TemporaryFolder folder;

    /// Makes the folder.
    @Setup
    public void create() throws IOException {
      folder = TemporaryFolder.create();
    }

    /// Removes the folder.
    @TearDown
    public void remove() throws IOException {
      Objects.requireNonNull(folder).close();
    }
  }

  /// Writes a group and forces it.
  ///
  /// @return where the next one goes
  @Benchmark
  public long writeAndForce(Groups groups) throws IOException {
    FileChannel file = Objects.requireNonNull(groups.file);
    writeAll(file, groups.group.limit(groups.groupBytes).rewind(), groups.at);
    file.force(false);
    groups.at += groups.groupBytes;
    return groups.at;
  }

  /// Makes a file of zeros, forces and deletes it.
  ///
  /// @return its length
  @Benchmark
  public long fill(Filling filling) throws IOException {
    Path path = Objects.requireNonNull(filling.folder).path().resolve("segment");
    try (FileChannel file = newFile(path)) {
      fillWithZeros(file, filling.fileBytes);
      file.force(true);
      return file.size();
    } finally {
      Files.delete(path);
    }
  }

  private static FileChannel newFile(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static void fillWithZeros(FileChannel file, int bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(bytes, MIB));
    for (long at = 0; at < bytes; at += zeros.capacity()) {
      writeAll(file, zeros.rewind(), at);
    }
  }

  private static void writeAll(FileChannel file, ByteBuffer source, long at) throws IOException {
    long position = at;
    while (source.hasRemaining()) {
      position += file.write(source, position);
    }
  }
}
