package io.edgemq.ingest.tls;

import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// What the handshake told about a client.
///
/// @param serverName the name of ours that it asked for (SNI, RFC 6066 section 3), in lower case;
///   null if it asked for none
/// @param subject of the certificate that it showed and that was found good; null if it showed none
/// @param protocol `TLSv1.2` or `TLSv1.3`
public record TlsPeer(
    @Nullable String serverName, @Nullable X500Principal subject, String protocol) {
  static TlsPeer of(SSLSession session) {
    return new TlsPeer(serverName(session), subject(session), session.getProtocol());
  }

  /// Also while the handshake is under way.
  static @Nullable String serverName(@Nullable SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  private static @Nullable X500Principal subject(SSLSession session) {
    try {
      return session.getPeerPrincipal() instanceof X500Principal subject ? subject : null;
    } catch (SSLPeerUnverifiedException _) {
      return null;
    }
  }
}
