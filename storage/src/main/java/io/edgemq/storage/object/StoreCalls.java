package io.edgemq.storage.object;

import io.edgemq.storage.measure.ReasonCounts;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// What object stores were asked since the start, and what became of it. Stores may share one, so
/// that what was counted stays when a store is closed. Any thread.
public final class StoreCalls {
  /// What a store is asked. Those with parts are for buckets only.
  public enum Operation {
    PUT,
    CREATE_UPLOAD,
    UPLOAD_PART,
    COMPLETE_UPLOAD,
    ABORT_UPLOAD,
    HEAD,
    GET,
    LIST,
    DELETE;

    /// The value of the metric label.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What the answer to one request was.
  public enum Outcome {
    OK,
    /// There is no such object (404).
    ABSENT,
    /// There is one already, or somebody is about to make it (409, 412).
    TAKEN,
    /// Credentials are missing, wrong, expired or not good for this (401, 403).
    DENIED,
    /// Too many requests (429, 503).
    THROTTLED,
    /// Refused for another reason.
    REFUSED,
    /// The store failed.
    FAILED,
    /// None came.
    NO_ANSWER;

    /// The value of the metric label.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// That of an HTTP status.
    public static Outcome ofStatus(int status) {
      return switch (status) {
        case 401, 403 -> DENIED;
        case 404 -> ABSENT;
        case 409, 412 -> TAKEN;
        case 429, 503 -> THROTTLED;
        default -> status >= 500 ? FAILED : status >= 300 ? REFUSED : OK;
      };
    }
  }

  private final ReasonCounts<Operation> sent = new ReasonCounts<>(Operation.class);
  private final ReasonCounts<Operation> retries = new ReasonCounts<>(Operation.class);
  private final Map<Operation, ReasonCounts<Outcome>> answers = new EnumMap<>(Operation.class);
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();

  public StoreCalls() {
    for (Operation operation : Operation.values()) {
      answers.put(operation, new ReasonCounts<>(Outcome.class));
    }
  }

  /// A request goes out.
  ///
  /// @param bytes of its body
  public void sent(Operation operation, long bytes) {
    sent.count(operation);
    sentBytes.add(bytes);
  }

  /// The request that goes out is one that was sent before.
  public void retried(Operation operation) {
    retries.count(operation);
  }

  /// A request has ended.
  ///
  /// @param bytes of the object that came
  public void ended(Operation operation, Outcome outcome, long bytes) {
    answers(operation).count(outcome);
    receivedBytes.add(bytes);
  }

  private ReasonCounts<Outcome> answers(Operation operation) {
    return Objects.requireNonNull(answers.get(operation));
  }

  /// Requests that went out, repetitions among them: what is paid for.
  public long sent(Operation operation) {
    return sent.of(operation);
  }

  /// Those of them that were sent before.
  public long retries(Operation operation) {
    return retries.of(operation);
  }

  /// Requests that have ended so.
  public long ended(Operation operation, Outcome outcome) {
    return answers(operation).of(outcome);
  }

  /// Bytes that went into stores, those of repetitions too.
  public long sentBytes() {
    return sentBytes.sum();
  }

  /// Bytes of objects that came out of buckets.
  public long receivedBytes() {
    return receivedBytes.sum();
  }
}
