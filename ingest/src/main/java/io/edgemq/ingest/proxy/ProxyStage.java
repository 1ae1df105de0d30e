package io.edgemq.ingest.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/// The bytes of a client that comes through a load balancer: takes the header of the PROXY
/// protocol, version 2 (HAProxy's `proxy-protocol.txt`), off the front and passes on what stands
/// behind it. Whoever reaches the port can claim any address, so it is for listeners that only the
/// load balancer reaches; a connection without a header is refused, never guessed at.
///
/// A stage serves one connection. It reads as much as is asked for behind it, plus the header. Both
/// callbacks are called on the stream's thread, at most one of them, once; an exception of theirs
/// fails the stream. If the stream is cancelled from behind before the header is whole, neither is.
///
/// A header that is refused or late fails the stream in both directions, upon which TCP resets the
/// connection. A connection that ends within its header ends the stream. Nothing is passed on in
/// either case.
public final class ProxyStage extends GraphStage<FlowShape<ByteString, ByteString>> {
  /// The smallest TCP segment that every host takes; headers are meant to fit it (section 2).
  public static final int HEADER_BYTES_DEFAULT = 536;

  /// The longest header without extensions, that of a UNIX socket.
  public static final int HEADER_BYTES_LEAST = 232;

  /// The longest header that its length field can state.
  public static final int HEADER_BYTES_MOST = ProxyHeaderParser.FIXED_BYTES + 0xFFFF;

  private final Inlet<ByteString> in = Inlet.create("proxied-bytes");
  private final Outlet<ByteString> out = Outlet.create("client-bytes");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final int headerBytesMax;
  private final Duration headerWithin;
  private final Consumer<ProxyHeader> onHeader;
  private final Consumer<ProxyFault> onFault;

  /// The stage of one connection.
  ///
  /// @param headerBytesMax longest header that is taken
  /// @param headerWithin how long the header may take from the start of the stream; the
  ///   specification wants at least 3 s, for one lost packet (section 2)
  /// @param onHeader told what the header says before the first byte behind it is passed on
  /// @param onFault told why there is no header
  public ProxyStage(
      int headerBytesMax,
      Duration headerWithin,
      Consumer<ProxyHeader> onHeader,
      Consumer<ProxyFault> onFault) {
    if (headerBytesMax < HEADER_BYTES_LEAST || headerBytesMax > HEADER_BYTES_MOST) {
      throw new IllegalArgumentException(
          "a header of at most %d bytes, but it must be %d to %d"
              .formatted(headerBytesMax, HEADER_BYTES_LEAST, HEADER_BYTES_MOST));
    }
    this.headerBytesMax = headerBytesMax;
    this.headerWithin = headerWithin;
    this.onHeader = onHeader;
    this.onFault = onFault;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private enum Timer {
    HEADER
  }

  private final class Logic extends TimerGraphStageLogic {
    Logic() {
      super(shape);
      setHandler(in, new HeaderBytes());
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(in);
            }
          });
    }

    @Override
    public void preStart() {
      scheduleOnce(Timer.HEADER, headerWithin);
    }

    @Override
    public void onTimer(Object timer) {
      refuse(ProxyFault.TIMEOUT);
    }

    private void refuse(ProxyFault fault) {
      onFault.accept(fault);
      failStage(new IOException("the PROXY protocol header is refused: " + fault.label()));
    }

    /// Bytes up to the end of the header. Its handler is replaced then, and the parser with it.
    private final class HeaderBytes extends AbstractInHandler {
      private final ProxyHeaderParser parser = new ProxyHeaderParser(headerBytesMax);

      @Override
      public void onPush() {
        ByteString chunk = grab(in);
        byte[] bytes = chunk.toArrayUnsafe();
        switch (parser.take(bytes, 0, bytes.length)) {
          case ProxyHeaderParser.Parsed.NeedMore() -> pull(in);
          case ProxyHeaderParser.Parsed.Refused(ProxyFault fault) -> refuse(fault);
          case ProxyHeaderParser.Parsed.Whole(ProxyHeader header, int end) -> {
            cancelTimer(Timer.HEADER);
            setHandler(in, new BytesBehind());
            onHeader.accept(header);
            if (end < bytes.length) {
              push(out, chunk.drop(end));
            } else {
              pull(in);
            }
          }
        }
      }

      @Override
      public void onUpstreamFinish() {
        onFault.accept(faultOfEnd());
        completeStage();
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        onFault.accept(faultOfEnd());
        failStage(failure);
      }

      private ProxyFault faultOfEnd() {
        return parser.hasBegun() ? ProxyFault.ENDED_EARLY : ProxyFault.NO_BYTES;
      }
    }

    private final class BytesBehind extends AbstractInHandler {
      @Override
      public void onPush() {
        push(out, grab(in));
      }
    }
  }
}
