package io.edgemq.cluster.directory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Those limits of a [Plan] that somebody has named: in a plan, or for a tenant in place of its
/// plan's. What is empty is as it was.
///
/// @param messagesPerSecond [#ANY]: as many as may come
/// @param bytesPerSecond [#ANY]: as many as may come
public record Limits(
    Optional<Integer> connectionsMax,
    Optional<Integer> qosMax,
    Optional<Integer> messagesPerSecond,
    Optional<Long> bytesPerSecond,
    Optional<Duration> burst,
    Optional<Integer> messageBytesMax,
    Optional<List<String>> topics,
    Optional<Boolean> closesOnForbiddenTopic) {
  /// Nobody has named any.
  public static final Limits NONE =
      new Limits(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// A rate without a limit.
  public static final int ANY = 0;

  /// The largest number of connections that a plan may allow.
  public static final int CONNECTIONS_MOST = 10_000_000;

  /// The highest rate of messages.
  public static final int MESSAGES_PER_SECOND_MOST = 1_000_000_000;

  /// The lowest rate of bytes.
  public static final long BYTES_PER_SECOND_LEAST = 1 << 10;

  /// The highest.
  public static final long BYTES_PER_SECOND_MOST = 1L << 40;

  /// The longest time for which what was not used is kept; the shortest is a millisecond.
  public static final Duration BURST_MOST = Duration.ofHours(1);

  /// The largest message that a plan may name.
  public static final int MESSAGE_BYTES_MOST = 64 << 20;

  public Limits {
    topics = topics.map(List::copyOf);
  }

  /// A plan with these limits in place of its own.
  public Plan over(Plan plan) {
    PublishRate rate = plan.rate();
    return new Plan(
        plan.name(),
        connectionsMax.orElse(plan.connectionsMax()),
        qosMax.orElse(plan.qosMax()),
        new PublishRate(
            messagesPerSecond.isPresent()
                ? messagesPerSecond.filter(it -> it != ANY)
                : rate.messagesPerSecond(),
            bytesPerSecond.isPresent()
                ? bytesPerSecond.filter(it -> it != ANY)
                : rate.bytesPerSecond(),
            burst.orElse(rate.burst())),
        messageBytesMax.orElse(plan.messageBytesMax()),
        topics.orElse(plan.topics()),
        closesOnForbiddenTopic.orElse(plan.closesOnForbiddenTopic()));
  }
}
