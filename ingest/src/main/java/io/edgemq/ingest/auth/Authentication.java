package io.edgemq.ingest.auth;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Endpoint;
import java.time.Duration;

/// What the check of a key came to.
public sealed interface Authentication {
  /// The key is good for publishing to this endpoint.
  record Granted(ApiKey key, Endpoint endpoint) implements Authentication {}

  /// It is not.
  ///
  /// @param delay how long to hold the answer back
  record Denied(Denial reason, Duration delay) implements Authentication {
    Denied(Denial reason) {
      this(reason, Duration.ZERO);
    }
  }

  /// Why a key is not good. Those about endpoints are only for holders of a key that may publish,
  /// and are about their own tenant.
  enum Denial {
    /// None was sent.
    NO_KEY("no API key was sent: over MQTT it is the password"),
    /// It is not known.
    UNKNOWN_KEY("this API key is not known: check that it was copied whole"),
    /// Its time is over.
    EXPIRED_KEY("this API key has expired: use a new one"),
    /// It, or the endpoint, may be one of those in the object store, which this node has not been
    /// able to read since it started.
    KEYS_NOT_READ("the server has not read its keys yet: try again later"),
    /// The address has sent more wrong keys than [AttemptLimits] allow, and now one more.
    TOO_MANY_ATTEMPTS(
        "too many unknown or expired keys came from this address: check the key, and try again"
            + " later"),
    /// It may not publish.
    NO_INGEST_SCOPE("this key may not publish: use one with the scope ingest"),
    /// The path names an endpoint that the key's tenant does not have.
    UNKNOWN_ENDPOINT("the path names an endpoint that does not exist: check its name"),
    /// Host names, path and key do not all name the same endpoint.
    ENDPOINT_DISAGREES(
        "host name, path and key name different endpoints: leave out all but one, or make them"
            + " agree"),
    /// The key is good for several endpoints, and none was named.
    ENDPOINT_NOT_NAMED(
        "this key is good for several endpoints: name one by the path /e/<endpoint>/mqtt or"
            + " /e/<endpoint>/ingest, by the host name <endpoint>.<your domain>, or use a key bound"
            + " to one"),
    /// The key's tenant has no endpoint.
    NO_ENDPOINT("the tenant of this key has no endpoint: create one first");

    private final String advice;

    Denial(String advice) {
      this.advice = advice;
    }

    /// What is wrong and what to do about it: ASCII, for the people behind the client.
    public String advice() {
      return advice;
    }
  }
}
