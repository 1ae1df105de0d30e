package io.edgemq.storage.wal;

import io.edgemq.storage.frame.FrameBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/// Writes a group of batches with as few system calls as their size allows. They are gathered in a
/// direct buffer that belongs to the thread: the JDK would copy every heap buffer of a `writev`
/// into a direct one of its own anyway, and small batches are cheaper as one range than as many.
final class GatheringWrite {
  private static final int BUFFER_BYTES = 1 << 20;

  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

  private GatheringWrite() {}

  static void writeAll(WritableByteChannel channel, List<FrameBatch> batches) throws IOException {
    ByteBuffer buffer = BUFFER.get().clear();
    for (FrameBatch batch : batches) {
      int from = 0;
      while (from < batch.length()) {
        int part = Math.min(buffer.remaining(), batch.length() - from);
        buffer.put(batch.bytes(), from, part);
        from += part;
        if (!buffer.hasRemaining()) {
          drain(channel, buffer);
        }
      }
    }
    drain(channel, buffer);
  }

  private static void drain(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
