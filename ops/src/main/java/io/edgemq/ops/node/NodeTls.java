package io.edgemq.ops.node;

import io.edgemq.ingest.tls.TlsContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/// TLS between nodes (decision 0026). Both sides show a certificate of the authority; whoever has
/// one is a node, whatever name is in it.
///
/// Any thread.
///
/// @param context asks for certificates; may be reloaded meanwhile
record NodeTls(TlsContext context) implements SSLEngineProvider {
  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    return context.serverEngine();
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    return context.clientEngine();
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return Option.empty(); // the handshake has checked all there is to check
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return Option.empty();
  }
}
