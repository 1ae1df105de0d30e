package io.edgemq.ops.load;

import java.nio.ByteBuffer;

/// The beginning of something that has not come whole, kept until more of it is there.
final class Remainder {
  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int length;

  /// Gives what was kept, and forgets it.
  void moveTo(ByteBuffer to) {
    to.put(bytes, 0, length);
    length = 0;
  }

  /// Keeps all of `from`; nothing may be kept already.
  void keep(ByteBuffer from) {
    length = from.remaining();
    if (length > bytes.length) {
      bytes = new byte[Math.max(length, 2 * bytes.length)];
    }
    from.get(bytes, 0, length);
  }
}
