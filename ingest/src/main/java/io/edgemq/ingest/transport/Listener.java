package io.edgemq.ingest.transport;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.io.Inet;
import org.apache.pekko.io.TcpSO;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// Listens on one port and hands over each client that comes. A listener that can take no more
/// fails, for a node that nobody reaches is better started again.
public final class Listener extends AbstractMatchingBehavior<Listener.Command> {
  /// What the actor is told.
  public sealed interface Command {}

  /// Take no new client; those that are here are not touched. Answered when the port is free.
  public record Unbind(ActorRef<Done> replyTo) implements Command {}

  private record Bound(Tcp.ServerBinding binding) implements Command {}

  private record BindFailed(Throwable failure) implements Command {}

  private record Ended(@Nullable Throwable failure) implements Command {}

  /// Where to listen.
  ///
  /// @param host address or name
  /// @param port 0: any free one
  /// @param backlog clients that wait in the kernel to be taken
  /// @param layers between the socket and the protocol; the first is next to the socket
  public record Listen(String host, int port, int backlog, List<Layer> layers) {
    public Listen {
      layers = List.copyOf(layers);
    }
  }

  /// Told once, after the start.
  public sealed interface Started {
    /// Clients may come.
    record Listening(InetSocketAddress address, ActorRef<Command> listener) implements Started {}

    /// They cannot, the address is not to be had; the listener is of no use.
    record Failed(Throwable failure) implements Started {}
  }

  private final Listen listen;
  private final BiConsumer<ClientOrigin, Transport> clients;
  private final ActorRef<Started> started;
  private Tcp.@Nullable ServerBinding binding;
  private @Nullable ActorRef<Done> unbindReplyTo;

  private Listener(
      ActorContext<Command> context,
      Listen listen,
      BiConsumer<ClientOrigin, Transport> clients,
      ActorRef<Started> started) {
    super(context);
    this.listen = listen;
    this.clients = clients;
    this.started = started;
    bind();
  }

  /// The listener's behavior.
  ///
  /// @param clients is given each client, on a thread of the stream: must neither block nor fail
  public static Behavior<Command> create(
      Listen listen, BiConsumer<ClientOrigin, Transport> clients, ActorRef<Started> started) {
    return Behaviors.setup(context -> new Listener(context, listen, clients, started));
  }

  private void bind() {
    ActorSystem<?> system = getContext().getSystem();
    List<Inet.SocketOption> options = List.of(TcpSO.tcpNoDelay(true), TcpSO.keepAlive(true));
    var run =
        Tcp.get(system)
            .bind(listen.host(), listen.port(), listen.backlog(), options, true, Optional.empty())
            .toMat(Sink.foreach(incoming -> arrived(incoming, system)), Keep.both())
            .run(system);
    getContext()
        .pipeToSelf(
            run.first(),
            (binding, failure) -> failure == null ? new Bound(binding) : new BindFailed(failure));
    getContext().pipeToSelf(run.second(), (_, failure) -> new Ended(failure));
  }

  private void arrived(Tcp.IncomingConnection incoming, ActorSystem<?> system) {
    var origin = new ClientOrigin(incoming.remoteAddress());
    clients.accept(origin, protocol -> incoming.handleWith(layered(protocol, origin), system));
  }

  private Flow<ByteString, ByteString, NotUsed> layered(
      Flow<ByteString, ByteString, NotUsed> protocol, ClientOrigin origin) {
    Flow<ByteString, ByteString, NotUsed> flow = protocol;
    for (Layer layer : listen.layers().reversed()) {
      flow = layer.below(flow, origin);
    }
    return flow;
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Bound(Tcp.ServerBinding bound) -> {
        binding = bound;
        started.tell(new Started.Listening(bound.localAddress(), getContext().getSelf()));
      }
      case BindFailed(Throwable failure) -> started.tell(new Started.Failed(failure));
      case Unbind(ActorRef<Done> replyTo) -> onUnbind(replyTo);
      case Ended(Throwable failure) -> onEnded(failure);
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    return Behaviors.unhandled();
  }

  private void onUnbind(ActorRef<Done> replyTo) {
    if (binding == null) {
      replyTo.tell(Done.done());
    } else {
      unbindReplyTo = replyTo;
      binding.unbind();
    }
  }

  private void onEnded(@Nullable Throwable failure) {
    if (unbindReplyTo != null) {
      binding = null;
      unbindReplyTo.tell(Done.done());
    } else if (binding != null) {
      throw new IllegalStateException("the listener takes no more connections", failure);
    }
  }
}
