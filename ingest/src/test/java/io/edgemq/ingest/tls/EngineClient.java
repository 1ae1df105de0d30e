package io.edgemq.ingest.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// A client whose bytes are in the test's hand.
final class EngineClient {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
  private byte[] unread = {};

  EngineClient(X509Certificate trusted, String protocol) throws SSLException {
    engine = TlsClient.trusting(trusted).createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {protocol});
    engine.beginHandshake();
  }

  boolean isHandshaking() {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  /// What the server has sent so far, decrypted.
  byte[] received() {
    return received.toByteArray();
  }

  /// The server has sent its `close_notify`.
  boolean isClosedByServer() {
    return engine.isInboundDone();
  }

  /// Asks for new keys of both sides, in TLS 1.3.
  void updateKeys() throws SSLException {
    engine.beginHandshake();
  }

  void close() {
    engine.closeOutbound();
  }

  /// Takes what the server sent.
  ///
  /// @throws SSLException also for an alert
  void receive(byte[] bytes) throws SSLException {
    var all = ByteBuffer.allocate(unread.length + bytes.length).put(unread).put(bytes).flip();
    Status status = Status.OK;
    while (status == Status.OK && all.hasRemaining()) {
      wrapWhatIsDue();
      var plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
      status = engine.unwrap(all, plain).getStatus();
      received.write(plain.array(), 0, plain.position());
      runTasks();
    }
    unread = new byte[all.remaining()];
    all.get(unread);
  }

  /// What is to be sent: what the engine has to say, and then these bytes in records.
  byte[] send(byte[] plain) throws SSLException {
    wrapWhatIsDue();
    var left = ByteBuffer.wrap(plain);
    while (left.hasRemaining()) {
      wrap(left);
    }
    byte[] records = unsent.toByteArray();
    unsent.reset();
    return records;
  }

  private void wrapWhatIsDue() throws SSLException {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      wrap(NOTHING);
    }
  }

  private void wrap(ByteBuffer plain) throws SSLException {
    var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result = engine.wrap(plain, record);
    unsent.write(record.array(), 0, result.bytesProduced());
    runTasks();
  }

  private void runTasks() {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      engine.getDelegatedTask().run();
    }
  }
}
