package io.edgemq.ingest.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTPS by the HTTP layer of pekko-http above this TLS, asked by the JDK's client.
class TlsUnderHttpTest {
  private static final ActorSystem SYSTEM = ActorSystem.create("https");
  private static final Certificates ISSUER = new Certificates("issuer");
  private static final SSLContext CLIENT = TlsClient.trusting(ISSUER.certificate());

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void requestsOfOneConnectionAreAnswered() throws Exception {
    var files = ISSUER.issue(Certificates.EC, "server", "localhost").writeTo(folder, "server");
    var settings =
        new TlsSettings(
            List.of(files),
            Optional.empty(),
            ClientAuthentication.NONE,
            TlsServer.PATIENCE,
            TlsServer.PATIENCE);
    byte[] body = new byte[1_000_000];
    new Random(0).nextBytes(body);
    try (var server = new TlsServer(SYSTEM, settings, echoingHttp());
        HttpClient client =
            HttpClient.newBuilder()
                .sslContext(CLIENT)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TlsServer.PATIENCE)
                .build()) {
      URI uri = URI.create("https://localhost:" + server.address().getPort() + "/");
      for (int n = 0; n < 3; n++) {
        HttpResponse<byte[]> response =
            client.send(
                HttpRequest.newBuilder(uri)
                    .timeout(TlsServer.PATIENCE)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
      }
      assertThat(server.peer().serverName()).isEqualTo("localhost");
      assertThat(server.count(HandshakeEnd.COMPLETED)).isOne();
    }
  }

  private static Flow<ByteString, ByteString, NotUsed> echoingHttp() {
    @SuppressWarnings("unchecked") // it gives out nothing but session bytes
    var placebo =
        (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
            (BidiFlow<?, ?, ?, ?, ?>) TLSPlacebo.getInstance();
    var echo =
        Flow.of(org.apache.pekko.http.javadsl.model.HttpRequest.class)
            .mapAsync(
                1,
                request ->
                    request
                        .entity()
                        .toStrict(TlsServer.PATIENCE.toMillis(), SYSTEM)
                        .thenApply(it ->
                            org.apache.pekko.http.javadsl.model.HttpResponse.create()
                                .withEntity(it)));
    return Http.get(SYSTEM).serverLayer().atop(placebo).reversed().join(echo);
  }
}
