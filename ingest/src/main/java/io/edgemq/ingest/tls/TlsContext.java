package io.edgemq.ingest.tls;

import io.edgemq.storage.measure.ReasonCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificates of a listener, and TLS for its connections. The certificates may change while
/// it runs; a connection goes on with those that it began with.
///
/// Any thread, but for [#reloadIfChanged].
public final class TlsContext {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /// How reloading goes.
  ///
  /// @param loadedAt since when the certificates in use are
  /// @param refused how often the files held something new that could not be used, since the start
  /// @param problem what is wrong with the files now; older certificates are in use meanwhile
  public record Reloads(Instant loadedAt, long refused, Optional<Problem> problem) {}

  /// A certificate in use.
  ///
  /// @param file its chain's
  /// @param expiresAt when its time is over
  public record Expiry(Path file, Instant expiresAt) {}

  /// Why the files cannot be used.
  ///
  /// @param since when it was found
  /// @param text names the file and says what to do
  public record Problem(Instant since, String text) {}

  /// @param inUse fingerprint of the files that the context was made from
  /// @param refused fingerprint of those that [Reloads#problem] is about, otherwise empty
  private record State(
      SSLContext context, List<Expiry> expiries, String inUse, String refused, Reloads reloads) {
    static State using(TlsFiles files, Instant now, long refusals) throws IOException {
      var reloads = new Reloads(now, refusals, Optional.empty());
      return new State(files.context(now), files.expiries(), files.fingerprint(), "", reloads);
    }

    State refusing(String found, Instant now, String why) {
      var problem = Optional.of(new Problem(now, why));
      return new State(
          context,
          expiries,
          inUse,
          found,
          new Reloads(reloads.loadedAt(), reloads.refused() + 1, problem));
    }

    State withoutProblem() {
      var without = new Reloads(reloads.loadedAt(), reloads.refused(), Optional.empty());
      return new State(context, expiries, inUse, "", without);
    }
  }

  private final TlsSettings settings;
  private final InstantSource clock;
  private final ReasonCounts<HandshakeEnd> handshakes = new ReasonCounts<>(HandshakeEnd.class);
  private volatile State state;

  private TlsContext(TlsSettings settings, InstantSource clock, State state) {
    this.settings = settings;
    this.clock = clock;
    this.state = state;
  }

  /// Reads the files. Blocks.
  ///
  /// @throws IOException if they cannot be read or used; the text names the file and says what to
  ///   do
  public static TlsContext load(TlsSettings settings, InstantSource clock) throws IOException {
    Instant now = clock.instant();
    TlsFiles files = TlsFiles.read(settings);
    return new TlsContext(settings, clock, State.using(files, now, 0));
  }

  /// Reads the files and uses them for new connections if what they hold has changed. What cannot
  /// be used is logged once, as an error, and changes nothing.
  ///
  /// To be called every [TlsSettings#reloadEvery], by one thread at a time. Blocks.
  public void reloadIfChanged() {
    State before = state;
    Instant now = clock.instant();
    String found = "";
    try {
      TlsFiles files = TlsFiles.read(settings);
      found = files.fingerprint();
      if (found.equals(before.inUse())) {
        state = before.withoutProblem();
      } else if (!found.equals(before.refused())) {
        state = State.using(files, now, before.reloads().refused());
        LOG.info("TLS certificates have changed, new connections get the new ones");
      }
    } catch (IOException e) {
      String refused = found.isEmpty() ? e.toString() : found; // of unreadable ones we know no more
      if (!refused.equals(before.refused())) {
        state = before.refusing(refused, now, String.valueOf(e.getMessage()));
        LOG.error("TLS certificates cannot be reloaded, the old ones stay in use", e);
      }
    }
  }

  /// How reloading goes.
  public Reloads reloads() {
    return state.reloads();
  }

  /// The certificates that new connections get.
  public List<Expiry> expiries() {
    return state.expiries();
  }

  /// How many handshakes ended, by what became of them, since the start.
  public Map<HandshakeEnd, Long> handshakes() {
    return handshakes.all();
  }

  /// TLS for one connection, to be joined with the handler's flow above and the connection's flow
  /// below: `connection.handleWith(context.layer(…).reversed().join(handler), system)`.
  ///
  /// - A handshake that comes to nothing is an empty input for the handler, and a handler that
  ///   completes before it is done abandons it.
  /// - The end of what the client sends, with `close_notify` or without, is the end of the
  ///   handler's input. The handler may go on sending, but in TLS 1.2 not after a `close_notify`
  ///   (RFC 5246 section 7.2.1). An end of TCP is no proof that nothing is missing: that is for the
  ///   protocol above to know.
  /// - When the handler completes, `close_notify` and our end of TCP follow what it has sent. What
  ///   the client sends still reaches it, until it cancels; then the socket is closed.
  /// - The arrays that come from the connection are changed in place.
  ///
  /// @param onHandshake told once, before the first byte reaches the handler, on the stream's
  ///   thread; never told if the handshake comes to nothing. Must not block or throw
  public BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> layer(
      Consumer<TlsPeer> onHandshake) {
    return BidiFlow.fromGraph(
        new TlsStage(this::serverEngine, settings.handshakeWithin(), handshakes, onHandshake));
  }

  /// The server's side of one connection.
  public SSLEngine serverEngine() {
    SSLEngine engine = state.context().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setUseCipherSuitesOrder(true);
    switch (settings.clientAuthentication()) {
      case NONE -> {}
      case OPTIONAL -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// The client's side of one connection, for peers with settings like these: it shows the first
  /// certificate and trusts those of [TlsSettings#clientCa], whatever name is in them.
  public SSLEngine clientEngine() {
    SSLEngine engine = state.context().createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }
}
