package io.edgemq.storage.wal;

import io.edgemq.storage.disk.DurableNames;
import io.edgemq.storage.measure.Distribution;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The real disk. Any thread.
public final class LocalDisk implements LogDisk {
  private final Distribution forceTimes = Distribution.ofTimes();

  /// What forces of segment files took, in nanoseconds; those that failed too.
  public Distribution forceTimes() {
    return forceTimes;
  }

  @Override
  public LogFile create(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      forceName(path);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(path);
      throw e;
    }
    return new LocalFile(channel, forceTimes);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void forceName(Path entry) throws IOException {
    DurableNames.force(entry);
  }

  private record LocalFile(FileChannel channel, Distribution forceTimes) implements LogFile {
    @Override
    public int write(ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public void force() throws IOException {
      long begun = System.nanoTime();
      try {
        channel.force(false); // fdatasync: the length is data, the times are not
      } finally {
        forceTimes.record(System.nanoTime() - begun);
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
