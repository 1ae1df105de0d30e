package io.edgemq.ingest.websocket;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection that speaks HTTP until a response of [MqttUpgrade] turns it into a
/// WebSocket: then the HTTP server's stages are dropped, and the session takes their place.
///
/// The server has a switch of its own, but only an internal one (`UpgradeToOtherProtocol`), behind
/// which all of its stages stay in memory for as long as the client is connected, and before which
/// it takes what a hasty client sends behind its handshake for another request. Here such bytes
/// wait for the response and then go to the session, if the handshake is the first request of the
/// connection; the handshake itself may come at any time.
public final class UpgradableHttp extends GraphStage<FlowShape<ByteString, ByteString>> {
  private static final ByteString SWITCHING =
      ByteString.fromString("HTTP/1.1 101 ", StandardCharsets.US_ASCII);

  private final Inlet<ByteString> in = Inlet.create("client-bytes");
  private final Outlet<ByteString> out = Outlet.create("server-bytes");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> server;
  private final Flow<HttpRequest, HttpResponse, NotUsed> routes;

  /// HTTP over the bytes of a connection; those of TLS must be decrypted already.
  ///
  /// @param server HTTP without routes; may be shared by connections, which saves memory. What it
  ///   does by time, such as ending idle connections, ends with the upgrade
  /// @param routes answers requests, one for each
  public UpgradableHttp(
      BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> server,
      Flow<HttpRequest, HttpResponse, NotUsed> routes) {
    this.server = server;
    this.routes = routes;
  }

  /// A server without what it has of TLS in its types; TLS is a layer of the listener. The library
  /// has that, by its type: what gives `SessionBytes` gives `SslTlsInbound`.
  @SuppressWarnings("unchecked")
  public static BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> withoutTls(
      BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed> server) {
    BidiFlow<SslTlsOutbound, ByteString, ByteString, ? extends SslTlsInbound, NotUsed> placebo =
        TLSPlacebo.getInstance();
    return server.atop(
        (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>) placebo);
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private @Nullable RequestHeadScan scan = new RequestHeadScan();
    private ByteString held = ByteString.emptyByteString();
    private boolean isAnswerAwaited;
    private MqttUpgrade.@Nullable Session accepted;
    private SubSourceOutlet<ByteString> toInner;
    private SubSinkInlet<ByteString> fromInner;

    Logic() {
      super(shape);
      toInner = new SubSourceOutlet<>("to-http");
      fromInner = new SubSinkInlet<>("from-http");
      setHandler(in, new FromClient());
      setHandler(out, new ToClient());
    }

    @Override
    public void preStart() {
      run(routes.map(this::noteAcceptance).join(server));
    }

    /// Runs in this stage's actor, as everything below it here does.
    private HttpResponse noteAcceptance(HttpResponse response) {
      response.getAttribute(MqttUpgrade.SESSION).ifPresent(it -> accepted = it);
      return response;
    }

    private void run(Flow<ByteString, ByteString, NotUsed> inner) {
      toInner.setHandler(new ToInner());
      fromInner.setHandler(new FromInner());
      Source.fromGraph(toInner.source())
          .via(inner)
          .runWith(Sink.fromGraph(fromInner.sink()), subFusingMaterializer());
    }

    private void upgrade(MqttUpgrade.Session session) {
      accepted = null;
      scan = null;
      toInner.complete();
      fromInner.cancel();
      toInner = new SubSourceOutlet<>("to-session");
      fromInner = new SubSinkInlet<>("from-session");
      run(session.bytes());
    }

    /// Gives the inner flow what is there, or asks for more.
    private void feed() {
      if (isAnswerAwaited) {
        return;
      }
      if (toInner.isAvailable()) {
        if (!held.isEmpty()) {
          ByteString bytes = held;
          held = ByteString.emptyByteString();
          toInner.push(bytes);
        } else if (isAvailable(in)) {
          toInner.push(scanned(grab(in)));
        } else if (!isClosed(in) && !hasBeenPulled(in)) {
          pull(in);
        }
      }
      if (isClosed(in) && !isAvailable(in) && held.isEmpty() && !isAnswerAwaited) {
        toInner.complete();
      }
    }

    /// Keeps back what stands behind the head of a first request that wants an upgrade.
    private ByteString scanned(ByteString chunk) {
      if (scan == null) {
        return chunk;
      }
      int end = scan.end(chunk.toArrayUnsafe());
      if (end < 0) {
        return chunk;
      }
      isAnswerAwaited = scan.isHandshake();
      scan = null;
      if (!isAnswerAwaited) {
        return chunk;
      }
      held = chunk.drop(end);
      return chunk.take(end);
    }

    private final class FromClient extends AbstractInHandler {
      @Override
      public void onPush() {
        feed();
      }

      @Override
      public void onUpstreamFinish() {
        feed();
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        toInner.fail(failure);
      }
    }

    private final class ToClient extends AbstractOutHandler {
      @Override
      public void onPull() {
        if (!fromInner.hasBeenPulled()) {
          fromInner.pull();
        }
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        fromInner.cancel(cause);
      }
    }

    private final class ToInner extends AbstractOutHandler {
      @Override
      public void onPull() {
        feed();
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        cancel(in, cause);
      }
    }

    private final class FromInner extends AbstractInHandler {
      @Override
      public void onPush() {
        ByteString bytes = fromInner.grab();
        push(out, bytes);
        isAnswerAwaited = false;
        if (accepted != null && bytes.startsWith(SWITCHING, 0)) {
          upgrade(accepted);
        }
        feed();
      }

      @Override
      public void onUpstreamFinish() {
        complete(out);
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        fail(out, failure);
      }
    }
  }
}
