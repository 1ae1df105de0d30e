package io.edgemq.cluster.wire;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/// A system that could talk to other nodes, for what is serialized there.
final class RemoteSystem implements AutoCloseable {
  /// An actor on another node, 37 bytes as text.
  static final String ACTOR = "pekko://edgemq@10.0.0.1:2551/user/a#7";

  private final ActorTestKit kit =
      ActorTestKit.create(
          "edgemq",
          ConfigFactory.parseString(
                  """
                  pekko.actor.provider = remote
                  pekko.actor.allow-java-serialization = off
                  pekko.remote.artery.transport = tcp
                  pekko.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
                  """)
              .withFallback(ConfigFactory.load()));

  ActorTestKit kit() {
    return kit;
  }

  ExtendedActorSystem system() {
    return (ExtendedActorSystem) Adapter.toClassic(kit.system());
  }

  /// [#ACTOR].
  <T> ActorRef<T> actor() {
    return ActorRefResolver.get(kit.system()).resolveActorRef(ACTOR);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
