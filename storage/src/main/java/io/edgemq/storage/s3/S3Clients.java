package io.edgemq.storage.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/// The clients of one store, over connections and credentials of its own: what is wrong with one
/// bucket uses up nothing of another's. They are two. What creates an object under its key must not
/// be repeated behind our back: a repetition may find what the first try has left, and would take
/// it for somebody else's. All the rest may be.
final class S3Clients implements AutoCloseable {
  /// Of a request that may be repeated. For hours of trouble there is the queue of shipping.
  private static final int ATTEMPTS_MAX = 3;

  /// Callers are bounded elsewhere (threads of shipping, parts in flight); nobody waits for a
  /// connection.
  private static final int CONNECTIONS_MAX = 1_000;

  private final S3Settings settings;
  private final RequestLog log;
  private final SdkHttpClient http;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final S3Client creating;
  private final S3Client repeating;

  S3Clients(S3Settings settings, RequestLog log) {
    this.settings = settings;
    this.log = log;
    S3Limits limits = settings.limits();
    http =
        closedLater(
            Apache5HttpClient.builder()
                .connectionTimeout(limits.connectTimeout())
                .socketTimeout(limits.silenceTimeout())
                .maxConnections(CONNECTIONS_MAX)
                .build());
    AwsCredentialsProvider credentials = credentials();
    creating = client(credentials, 1);
    repeating = client(credentials, ATTEMPTS_MAX);
  }

  /// For what is sent once.
  S3Client creating() {
    return creating;
  }

  /// For what may be sent again.
  S3Client repeating() {
    return repeating;
  }

  private S3Client client(AwsCredentialsProvider credentials, int attempts) {
    S3Bucket bucket = settings.bucket();
    S3Limits limits = settings.limits();
    S3ClientBuilder client =
        S3Client.builder()
            .httpClient(http)
            .credentialsProvider(credentials)
            .forcePathStyle(bucket.addressing() == S3Bucket.Addressing.PATH)
            // checksums are ours, in headers: the SDK's go into trailers, which many stores refuse
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(
                bucket.checksums() == S3Bucket.Checksums.CRC32C
                    ? ResponseChecksumValidation.WHEN_SUPPORTED
                    : ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
            .overrideConfiguration(it ->
                it.apiCallAttemptTimeout(limits.attemptTimeout())
                    .apiCallTimeout(limits.callTimeout())
                    .retryStrategy(StandardRetryStrategy.builder().maxAttempts(attempts).build())
                    .addExecutionInterceptor(log));
    region().ifPresent(client::region);
    bucket.endpoint().ifPresent(client::endpointOverride);
    return closedLater(client.build());
  }

  /// Where it is not given: one's own store has a region only because signatures have one.
  private Optional<Region> region() {
    S3Bucket bucket = settings.bucket();
    return bucket.region().or(() -> bucket.endpoint().map(_ -> "us-east-1")).map(Region::of);
  }

  private AwsCredentialsProvider credentials() {
    return switch (settings.credentials()) {
      case S3Credentials.Source source -> credentials(source);
      case S3Credentials.Role role -> credentials(role);
    };
  }

  private AwsCredentialsProvider credentials(S3Credentials.Source source) {
    return switch (source) {
      case S3Credentials.Environment() -> closedLater(DefaultCredentialsProvider.builder().build());
      case S3Credentials.Keys(String access, String secret, Optional<String> token) ->
          StaticCredentialsProvider.create(
              token.isPresent()
                  ? AwsSessionCredentials.create(access, secret, token.get())
                  : AwsBasicCredentials.create(access, secret));
    };
  }

  private AwsCredentialsProvider credentials(S3Credentials.Role role) {
    S3Limits limits = settings.limits();
    StsClientBuilder sts =
        StsClient.builder()
            .httpClient(http)
            .credentialsProvider(credentials(role.source()))
            .overrideConfiguration(it ->
                it.apiCallAttemptTimeout(limits.attemptTimeout())
                    .apiCallTimeout(limits.callTimeout())
                    .retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(ATTEMPTS_MAX).build()));
    region().ifPresent(sts::region);
    role.stsEndpoint().ifPresent(sts::endpointOverride);
    AssumeRoleRequest request =
        AssumeRoleRequest.builder()
            .roleArn(role.arn())
            .roleSessionName(role.sessionName())
            .externalId(role.externalId().orElse(null))
            .build();
    return closedLater(
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(closedLater(sts.build()))
            .refreshRequest(request)
            .build());
  }

  private <T extends AutoCloseable> T closedLater(T part) {
    parts.add(part);
    return part;
  }

  /// Ends what is under way.
  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing does no more than to give things back", e);
      }
    }
  }
}
