package io.edgemq.ops.settings;

import io.edgemq.ops.settings.NodeSettings.Prices;
import io.edgemq.ops.settings.NodeSettings.S3;
import io.edgemq.storage.s3.S3Bucket;
import io.edgemq.storage.s3.S3Credentials;
import io.edgemq.storage.s3.S3Limits;
import io.edgemq.storage.s3.S3Objects;
import io.edgemq.storage.s3.S3Settings;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the section `object-store.s3`: what all stores of that kind share, and the operator's.
final class S3Reader {
  private static final int MIB = 1 << 20;
  private static final int PART_BYTES_MOST = 512 * MIB;
  private static final double PRICE_MOST = 1_000; // a slip of the keyboard is above
  private static final Duration INSTANT = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Section section;

  /// How objects are encrypted; named in lower case in the configuration.
  private enum Sse {
    NONE,
    S3,
    KMS
  }

  S3Reader(Section section) {
    this.section = section;
  }

  /// What stores of this kind share, whatever the operator's is.
  S3 shared() {
    Map<String, S3Credentials.Keys> credentials = new LinkedHashMap<>();
    section
        .named("credentials")
        .forEach((name, it) -> {
          keys(it).ifPresent(found -> credentials.put(name, found));
          if (!it.has("access-key") && !it.has("secret-key")) {
            it.fault("access-key", "is missing; allowed: an access key and a secret key");
          }
          it.refuseOthers();
        });
    var shared =
        new S3(
            new S3Limits(
                section.value("connect-timeout", Rules.duration(INSTANT, HOUR)),
                section.value("silence-timeout", Rules.duration(INSTANT, HOUR)),
                section.value("attempt-timeout", Rules.duration(INSTANT, HOUR)),
                section.value("call-timeout", Rules.duration(INSTANT, HOUR)),
                section
                    .value("multipart-threshold", Rules.orOff(Rules.smallBytes(1, 2047 * MIB)))
                    .map(OptionalInt::of)
                    .orElse(OptionalInt.empty()),
                section.value(
                    "part-size", Rules.smallBytes(S3Limits.PART_BYTES_LEAST, PART_BYTES_MOST)),
                section.value("parts-in-flight", Rules.integer(1, 64))),
            section.value(
                "abandoned-after", Rules.duration(Duration.ofHours(1), Duration.ofDays(365))),
            credentials,
            prices(section.section("prices")));
    if (shared.limits().callTimeout().compareTo(shared.limits().attemptTimeout()) < 0) {
      section.fault(
          "call-timeout",
          "%s is less than attempt-timeout; allowed: %s or more"
              .formatted(
                  Units.duration(shared.limits().callTimeout()),
                  Units.duration(shared.limits().attemptTimeout())));
    }
    return shared;
  }

  private static Prices prices(Section section) {
    Rule<Double> price = Rules.fraction(0, PRICE_MOST);
    var prices =
        new Prices(
            section.value("puts-per-1000", price),
            section.value("lists-per-1000", price),
            section.value("gets-per-1000", price),
            section.value("upload-per-gib", price),
            section.value("download-per-gib", price));
    section.refuseOthers();
    return prices;
  }

  /// The operator's store; empty if no bucket is named, and after a fault.
  Optional<S3Settings> operators(S3Limits limits) {
    S3Objects objects = objects();
    Optional<S3Credentials> credentials = credentials();
    return bucket().flatMap(it -> credentials.map(by -> new S3Settings(it, by, objects, limits)));
  }

  /// Notes it if no bucket is named.
  void requireBucket() {
    if (section.value("bucket", Rules.text()).isEmpty()) {
      section.fault("bucket", "is missing, and kind is s3; allowed: the name of a bucket");
    }
  }

  private Optional<S3Bucket> bucket() {
    String name = section.value("bucket", Rules.text());
    String prefix = section.value("prefix", Rules.text());
    Optional<String> region = section.value("region", Rules.orEmpty(Rules.text()));
    Optional<URI> endpoint = section.value("endpoint", uri());
    var addressing =
        section.value("path-style", Rules.onOrOff())
            ? S3Bucket.Addressing.PATH
            : S3Bucket.Addressing.HOST;
    var checksums = section.value("checksums", Rules.oneOf(S3Bucket.Checksums.class));
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return made(() -> new S3Bucket(name, prefix, region, endpoint, addressing, checksums));
  }

  private Optional<S3Credentials> credentials() {
    S3Credentials.Source source =
        keys(section).<S3Credentials.Source>map(it -> it).orElse(new S3Credentials.Environment());
    Optional<String> arn = section.value("role-arn", Rules.orEmpty(Rules.text()));
    Optional<String> externalId = section.value("external-id", Rules.orEmpty(Rules.text()));
    String session = section.value("session-name", Rules.text());
    Optional<URI> sts = section.value("sts-endpoint", uri());
    return arn.isEmpty()
        ? Optional.of(source)
        : made(() -> new S3Credentials.Role(source, arn.get(), externalId, session, sts));
  }

  private static Optional<S3Credentials.Keys> keys(Section section) {
    String access = section.optional("access-key", secret()).orElse("");
    String secret = section.optional("secret-key", secret()).orElse("");
    if (access.isEmpty() && secret.isEmpty()) {
      return Optional.empty();
    }
    if (access.isEmpty() || secret.isEmpty()) {
      section.fault(
          access.isEmpty() ? "access-key" : "secret-key",
          "is missing; allowed: both keys, or neither for those of the environment");
      return Optional.empty();
    }
    return Optional.of(new S3Credentials.Keys(access, secret, Optional.empty()));
  }

  private S3Objects objects() {
    Sse sse = section.value("sse", Rules.oneOf(Sse.class));
    Optional<String> key = section.value("kms-key", Rules.orEmpty(Rules.text()));
    if (key.isPresent() && sse != Sse.KMS) {
      section.fault("kms-key", "has no effect, because sse is not kms; allowed: \"\"");
    }
    S3Objects.Encryption encryption =
        switch (sse) {
          case NONE -> new S3Objects.Encryption.OfBucket();
          case S3 -> new S3Objects.Encryption.OfStore();
          case KMS -> new S3Objects.Encryption.Kms(key);
        };
    Optional<String> storageClass = section.value("storage-class", Rules.orEmpty(Rules.text()));
    Map<String, String> tags = section.texts("tags");
    return made(() -> new S3Objects(encryption, storageClass, tags)).orElse(S3Objects.PLAIN);
  }

  private interface Maker<T> {
    T make();
  }

  /// What is wrong begins with the name of the member that it is about.
  private <T> Optional<T> made(Maker<T> maker) {
    try {
      return Optional.of(maker.make());
    } catch (IllegalArgumentException e) {
      String[] parts = String.valueOf(e.getMessage()).split(" ", 2);
      section.fault(
          parts[0].replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT), parts[parts.length - 1]);
      return Optional.empty();
    }
  }

  /// A secret, which no fault shows.
  private static Rule<String> secret() {
    return value -> {
      if (!(value.unwrapped() instanceof String text)) {
        throw new Rule.Refused("is not text; allowed: a key");
      }
      return text;
    };
  }

  private static Rule<Optional<URI>> uri() {
    return Rules.orEmpty(value -> {
      try {
        return S3Bucket.endpoint(Rules.text().read(value));
      } catch (IllegalArgumentException _) {
        throw new Rule.Refused("is none; allowed: " + S3Bucket.ENDPOINT_ALLOWED);
      }
    });
  }
}
