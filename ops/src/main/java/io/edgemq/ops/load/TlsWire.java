package io.edgemq.ops.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/// TLS 1.2 and 1.3 on a socket, by the JDK's engine. Certificates are checked on the thread of the
/// connection.
final class TlsWire implements Wire {
  /// The largest record there may be: header, 16 KiB, what is around it (RFC 5246 section 6.2.3).
  private static final int RECORD_BYTES_MAX = 5 + 16 * 1024 + 2048;

  static final int BUFFER_BYTES = 8 * RECORD_BYTES_MAX;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// The buffers of all connections of a thread.
  static final class Shared {
    final ByteBuffer in;
    final ByteBuffer out;

    Shared(int bytes) {
      in = ByteBuffer.allocateDirect(bytes);
      out = ByteBuffer.allocateDirect(bytes);
    }
  }

  private final Wire lower;
  private final SSLEngine engine;
  private final ByteBuffer in;
  private final ByteBuffer out;
  private final Remainder begun = new Remainder();
  private boolean hasBegun;
  private boolean isOpen;
  private boolean isAtEnd;

  TlsWire(Wire lower, SSLEngine engine, Shared shared) {
    this.lower = lower;
    this.engine = engine;
    in = shared.in;
    out = shared.out;
  }

  @Override
  public boolean open() throws IOException {
    if (isOpen || !lower.open()) {
      return isOpen;
    }
    if (!hasBegun) {
      hasBegun = true;
      engine.beginHandshake();
    }
    fill(BUFFER_BYTES);
    isOpen = handshake(NOTHING);
    begun.keep(in);
    if (!isOpen && lower.isAtEnd()) {
      throw new EOFException("closed by the server during the handshake of TLS");
    }
    return isOpen;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int start = to.position();
    // What comes out is not larger than what went in.
    int room = to.remaining();
    if (room < RECORD_BYTES_MAX) {
      throw new ProtocolException("answer of more than " + start + " bytes");
    }
    int count;
    do {
      count = fill(Math.min(room, BUFFER_BYTES));
      unwrap(to);
      begun.keep(in);
      isAtEnd |= lower.isAtEnd();
    } while (count > 0 && to.position() == start && !isAtEnd);
    return to.position() - start;
  }

  @Override
  public boolean isAtEnd() {
    return isAtEnd;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    out.clear();
    while (from.hasRemaining()) {
      if (out.remaining() < RECORD_BYTES_MAX) {
        flush();
      }
      wrap(from);
    }
    flush();
  }

  @Override
  public void leave() throws IOException {
    engine.closeOutbound();
    out.clear();
    while (!engine.isOutboundDone()
        && engine.wrap(NOTHING, out).getStatus() != SSLEngineResult.Status.CLOSED) {}
    flush();
    lower.leave();
  }

  /// Fills `in` with what was kept and what is there, at most so much.
  ///
  /// @return how much was there
  private int fill(int bytesMax) throws IOException {
    in.clear().limit(bytesMax);
    begun.moveTo(in);
    int count = lower.read(in);
    in.flip();
    return count;
  }

  /// Deciphers what is in `in`, up to the beginning of a record that is not there whole.
  private void unwrap(ByteBuffer to) throws IOException {
    while (in.hasRemaining() && !isAtEnd) {
      SSLEngineResult result = engine.unwrap(in, to);
      switch (result.getStatus()) {
        case BUFFER_UNDERFLOW -> {
          return;
        }
        case BUFFER_OVERFLOW -> throw new IllegalStateException("no room for a record of TLS");
        case CLOSED -> isAtEnd = true;
        case OK -> {
          // New keys, which either side may ask for at any time, and tickets.
          boolean _ = handshake(to);
        }
      }
    }
  }

  /// Goes on with a handshake as far as it goes with what is in `in`.
  ///
  /// @return whether it is over, or there is none
  private boolean handshake(ByteBuffer to) throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> {
          out.clear();
          wrap(NOTHING);
          flush();
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          SSLEngineResult result = engine.unwrap(in, to);
          switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
              return false;
            }
            case BUFFER_OVERFLOW -> throw new IllegalStateException("no room for a record of TLS");
            case CLOSED -> throw new EOFException("closed by the server in a handshake of TLS");
            case OK -> {}
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return true;
        }
      }
    }
  }

  private void wrap(ByteBuffer from) throws IOException {
    SSLEngineResult result = engine.wrap(from, out);
    if (result.getStatus() != SSLEngineResult.Status.OK) {
      throw new EOFException("closed by the server, TLS is " + result.getStatus());
    }
  }

  private void flush() throws IOException {
    lower.write(out.flip());
    out.clear();
  }
}
