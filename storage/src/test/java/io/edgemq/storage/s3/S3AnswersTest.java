package io.edgemq.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.OutcomeUnknown;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.s3.CannedS3.Answer;
import io.edgemq.storage.s3.CannedS3.Asked;
import io.edgemq.storage.s3.S3Failure.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is made of what servers answer in trouble, and what they are asked.
class S3AnswersTest {
  private static final ObjectContent CONTENT =
      ObjectContent.of("hello".getBytes(UTF_8), "text/plain");
  private static final S3Credentials.Keys SECRETS =
      new S3Credentials.Keys("AKIDHIDDEN", "SECRETHIDDEN", Optional.of("TOKENHIDDEN"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | AccessDenied                 | ACCESS_DENIED   | allow s3:PutObject there
          403 | AllAccessDisabled            | ACCESS_DENIED   | allow s3:PutObject there
          400 | ExpiredToken                 | BAD_CREDENTIALS | have expired
          400 | InvalidToken                 | BAD_CREDENTIALS | have expired
          403 | InvalidAccessKeyId           | BAD_CREDENTIALS | is not known to this store
          403 | SignatureDoesNotMatch        | BAD_CREDENTIALS | or the secret key is another's
          403 | RequestTimeTooSkewed         | CLOCK           | set the clock of this machine
          404 | NoSuchBucket                 | NO_BUCKET       | make the bucket
          400 | AuthorizationHeaderMalformed | REGION          | another region
          400 | KMS.DisabledException        | ENCRYPTION_KEY  | allow kms:GenerateDataKey
          501 | NotImplemented               | UNSUPPORTED     | try checksums when-required
          400 | InvalidArgument              | OTHER           | 400 InvalidArgument
          """)
  void aRefusalSaysWhatToDo(int status, String code, Reason reason, String advice)
      throws IOException {
    try (var server = new CannedS3(_ -> Answer.error(status, code, "told so"));
        S3ObjectStore store = store(server, SECRETS)) {
      assertThatThrownBy(() -> store.putIfAbsent("a/b", CONTENT))
          .isInstanceOfSatisfying(S3Failure.class, it -> assertThat(it.reason()).isEqualTo(reason))
          .hasMessageContaining(
              "s3://lake/a/b was not put: %d %s (told so), request R7".formatted(status, code))
          .hasMessageContaining(advice)
          .hasMessageNotContaining("HIDDEN");
      assertThat(store.requests().puts()).isOne();
      assertThat(store.requests().heads()).isZero();
    }
  }

  @Test
  void aKeyOfKmsThatIsNotAllowedIsToldApart() throws IOException {
    try (var server =
            new CannedS3(_ ->
                Answer.error(
                    403, "AccessDenied", "not authorized to perform: kms:GenerateDataKey"));
        S3ObjectStore store = store(server, SECRETS)) {
      assertThatThrownBy(() -> store.putIfAbsent("a", CONTENT))
          .isInstanceOfSatisfying(
              S3Failure.class, it -> assertThat(it.reason()).isEqualTo(Reason.ENCRYPTION_KEY));
    }
  }

  @Test
  void theRegionOfABucketIsToldWhereTheServerTellsIt() throws IOException {
    try (var server =
            new CannedS3(_ -> new Answer(301, Map.of("x-amz-bucket-region", "eu-west-3"), ""));
        S3ObjectStore store = store(server, SECRETS)) {
      assertThatThrownBy(() -> store.putIfAbsent("a", CONTENT))
          .hasMessageContaining("the bucket is in region eu-west-3: set that");
    }
  }

  @ParameterizedTest
  @CsvSource({"500, InternalError, SERVER", "503, SlowDown, THROTTLED", "502, '', SERVER"})
  void whatFailedOrNotIsLookedAt(int status, String code, Reason reason) throws IOException {
    try (var server = failingPuts(Answer.error(status, code, ""), Answer.bare(404));
        S3ObjectStore store = store(server, SECRETS)) {
      assertThatThrownBy(() -> store.putIfAbsent("a", CONTENT))
          .isInstanceOfSatisfying(S3Failure.class, it -> assertThat(it.reason()).isEqualTo(reason));
      assertThat(store.requests()).isEqualTo(new S3Requests(1, 0, 0, 0, 0, 1, 0, 0, 0));
    }
  }

  @Test
  void whatFailedAndIsThereNeverthelessIsCreated() throws IOException {
    try (var server = failingPuts(Answer.error(500, "InternalError", ""), there(CONTENT.sha256()));
        S3ObjectStore store = store(server, SECRETS)) {
      assertThat(store.putIfAbsent("a", CONTENT)).isEqualTo(new PutOutcome.Created());
    }
  }

  @Test
  void whatFailedWhereSomethingElseIsIsAlreadyThere() throws IOException {
    String other = "0".repeat(64);
    try (var server = failingPuts(Answer.error(500, "InternalError", ""), there(other));
        S3ObjectStore store = store(server, SECRETS)) {
      assertThat(store.putIfAbsent("a", CONTENT)).isEqualTo(new PutOutcome.AlreadyThere(other));
    }
  }

  @Test
  void whereTheStoreCannotBeAskedTheOutcomeIsUnknown() throws IOException {
    try (var server = failingPuts(Answer.error(500, "InternalError", ""), Answer.bare(403));
        S3ObjectStore store = store(server, SECRETS)) {
      assertThatThrownBy(() -> store.putIfAbsent("a", CONTENT))
          .isInstanceOf(OutcomeUnknown.class)
          .hasMessageContaining("nobody knows whether it was put")
          .hasMessageContaining("500 InternalError")
          .hasMessageContaining("was not looked at: 403")
          .hasMessageContaining("s3:ListBucket");
    }
  }

  @Test
  void whoIsInAnotherWritersWayTriesAgain() throws IOException {
    var answers = new ArrayDeque<>(List.of(conflict(), conflict(), Answer.ok("")));
    try (var server = new CannedS3(_ -> answers.remove());
        S3ObjectStore store = store(server, SECRETS)) {
      assertThat(store.putIfAbsent("a", CONTENT)).isEqualTo(new PutOutcome.Created());
      assertThat(store.requests().puts()).isEqualTo(3);
    }
  }

  @Test
  void whoIsInAnotherWritersWayForLongFails() throws IOException {
    try (var server = new CannedS3(_ -> conflict());
        S3ObjectStore store = store(server, SECRETS)) {
      assertThatThrownBy(() -> store.putIfAbsent("a", CONTENT))
          .hasMessageContaining("409 ConditionalRequestConflict");
      assertThat(store.requests().puts()).isEqualTo(3);
    }
  }

  @Test
  void aPutSaysAllThatItIsToSay() throws IOException {
    var objects =
        new S3Objects(
            new S3Objects.Encryption.Kms(Optional.of("alias/edgemq")),
            Optional.of("STANDARD_IA"),
            Map.of("team", "a b"));
    try (var server = new CannedS3(_ -> Answer.ok(""));
        S3ObjectStore store =
            new S3ObjectStore(
                new S3Settings(
                    bucket(server, S3Bucket.Checksums.CRC32C),
                    SECRETS,
                    objects,
                    S3Server.LIMITS))) {
      store.putIfAbsent("a", CONTENT);

      var headers = server.asked().getFirst().headers();
      assertThat(headers.getFirst("If-None-Match")).isEqualTo("*");
      assertThat(headers.getFirst("Content-Type")).isEqualTo("text/plain");
      assertThat(headers.getFirst("Content-Length")).isEqualTo("5");
      assertThat(headers.getFirst("x-amz-checksum-crc32c")).isEqualTo("mnG7TA==");
      assertThat(headers.getFirst("x-amz-meta-sha256")).isEqualTo(CONTENT.sha256());
      assertThat(headers.getFirst("x-amz-server-side-encryption")).isEqualTo("aws:kms");
      assertThat(headers.getFirst("x-amz-server-side-encryption-aws-kms-key-id"))
          .isEqualTo("alias/edgemq");
      assertThat(headers.getFirst("x-amz-storage-class")).isEqualTo("STANDARD_IA");
      assertThat(headers.getFirst("x-amz-tagging")).isEqualTo("team=a%20b");
      assertThat(headers).doesNotContainKeys("X-amz-trailer", "Transfer-encoding", "Content-md5");
    }
  }

  @Test
  void aStoreThatKnowsNoChecksumsIsGivenMd5Instead() throws IOException {
    try (var server = new CannedS3(_ -> Answer.ok(""));
        S3ObjectStore store =
            new S3ObjectStore(
                new S3Settings(
                    bucket(server, S3Bucket.Checksums.WHEN_REQUIRED),
                    SECRETS,
                    S3Objects.PLAIN,
                    S3Server.LIMITS))) {
      store.putIfAbsent("a", CONTENT);

      var headers = server.asked().getFirst().headers();
      assertThat(headers.getFirst("Content-MD5")).isEqualTo("XUFAKrxLKna5cZ2REBfFkg==");
      assertThat(headers.keySet())
          .noneMatch(it -> it.toLowerCase(java.util.Locale.ROOT).contains("checksum"))
          .noneMatch(it -> it.toLowerCase(java.util.Locale.ROOT).contains("trailer"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, list-type, s3:ListBucket on the bucket",
    "PUT, .edgemq-check, s3:PutObject",
    "GET, /lake/.edgemq-check/, s3:GetObject",
    "DELETE, uploadId=, s3:AbortMultipartUpload",
    "GET, uploads, s3:ListBucketMultipartUploads on the bucket",
    "DELETE, /lake/.edgemq-check/, s3:DeleteObject"
  })
  void aCheckSaysWhichPermissionIsMissing(String method, String target, String permission)
      throws IOException {
    try (var server =
            new CannedS3(it ->
                it.method().equals(method) && it.target().contains(target)
                    ? Answer.error(403, "AccessDenied", "")
                    : wellDone(it));
        S3ObjectStore store = store(server, SECRETS)) {
      S3Check check = store.check();

      assertThat(check.unsafe()).isEmpty();
      assertThat(check.faults())
          .anySatisfy(it -> assertThat(it).contains("403 AccessDenied", "allow " + permission));
    }
  }

  @Test
  void aStoreThatReplacesWhatIsThereIsFoundAndNotPutInto() throws IOException {
    try (var server = new CannedS3(S3AnswersTest::careless);
        S3ObjectStore store = store(server, SECRETS)) {
      S3Check check = store.check();

      assertThat(check.unsafe()).hasValueSatisfying(it -> assertThat(it).contains("replaces"));
      assertThat(check.faults())
          .anySatisfy(it -> assertThat(it).contains("this store replaces what is there"));
      assertThatThrownBy(() -> store.putIfAbsent("a", CONTENT))
          .isInstanceOfSatisfying(
              S3Failure.class, it -> assertThat(it.reason()).isEqualTo(Reason.UNSAFE))
          .hasMessageContaining("is not used: this store replaces what is there");
    }
  }

  @Test
  void aRoleIsAssumedWithItsExternalIdAndUsed() throws IOException {
    try (var sts =
            new CannedS3(_ ->
                new Answer(
                    200,
                    Map.of("Content-Type", "text/xml"),
                    """
                    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                      <AssumeRoleResult><Credentials>
                        <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
                        <SessionToken>of-the-role</SessionToken>
                        <Expiration>2099-01-01T00:00:00Z</Expiration>
                      </Credentials></AssumeRoleResult>
                    </AssumeRoleResponse>
                    """));
        var server = new CannedS3(_ -> Answer.ok(""));
        S3ObjectStore store = store(server, role(sts.endpoint()))) {
      store.putIfAbsent("a", CONTENT);
      store.putIfAbsent("b", CONTENT);

      assertThat(sts.asked()).hasSize(1);
      assertThat(sts.asked().getFirst().body())
          .contains("Action=AssumeRole")
          .contains("ExternalId=ours")
          .contains("RoleSessionName=edgemq");
      assertThat(server.asked())
          .allSatisfy(it -> {
            assertThat(it.headers().getFirst("Authorization")).contains("Credential=ASIAROLE/");
            assertThat(it.headers().getFirst("x-amz-security-token")).isEqualTo("of-the-role");
          });
    }
  }

  @Test
  void aRoleThatCannotBeAssumedIsNoUnknownOutcome() throws IOException {
    String denied =
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    try (var sts = new CannedS3(_ -> new Answer(403, Map.of(), denied));
        var server = new CannedS3(_ -> Answer.ok(""));
        S3ObjectStore store = store(server, role(sts.endpoint()))) {
      assertThatThrownBy(() -> store.putIfAbsent("a", CONTENT))
          .isInstanceOfSatisfying(
              S3Failure.class, it -> assertThat(it.reason()).isEqualTo(Reason.NO_ROLE))
          .hasMessageContaining("403 AccessDenied")
          .hasMessageContaining("sts:AssumeRole");
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void secretsAreNotShown() {
    var role =
        new S3Credentials.Role(
            SECRETS,
            "arn:aws:iam::123456789012:role/x",
            Optional.of("EXTERNALHIDDEN"),
            "edgemq",
            Optional.empty());
    assertThat(SECRETS.toString() + role).doesNotContain("HIDDEN");
  }

  private static S3Credentials role(URI sts) {
    return new S3Credentials.Role(
        SECRETS,
        "arn:aws:iam::123456789012:role/lake",
        Optional.of("ours"),
        "edgemq",
        Optional.of(sts));
  }

  /// Keeps nothing in mind and takes everything.
  private static Answer careless(Asked asked) {
    return switch (asked.method()) {
      case "GET" -> Answer.ok(asked.target().contains("?") ? "<Result/>" : "first");
      case "POST" -> Answer.ok("<Result><UploadId>7</UploadId></Result>");
      default -> Answer.ok("");
    };
  }

  /// The same, but for what would replace something.
  private static Answer wellDone(Asked asked) {
    boolean isSecond =
        asked.method().equals("PUT")
            && asked.body().equals("second")
            && !asked.target().contains("uploadId");
    boolean isComplete = asked.method().equals("POST") && asked.target().contains("uploadId");
    return isSecond || isComplete ? Answer.error(412, "PreconditionFailed", "") : careless(asked);
  }

  private static CannedS3 failingPuts(Answer put, Answer head) {
    return new CannedS3(it -> it.method().equals("HEAD") ? head : put);
  }

  private static Answer there(String sha256) {
    return new Answer(200, Map.of("x-amz-meta-sha256", sha256), "");
  }

  private static Answer conflict() {
    return Answer.error(409, "ConditionalRequestConflict", "");
  }

  private static S3ObjectStore store(CannedS3 server, S3Credentials credentials)
      throws IOException {
    return new S3ObjectStore(
        new S3Settings(
            bucket(server, S3Bucket.Checksums.CRC32C),
            credentials,
            S3Objects.PLAIN,
            S3Server.LIMITS));
  }

  private static S3Bucket bucket(CannedS3 server, S3Bucket.Checksums checksums) {
    return S3Server.bucket(server.endpoint(), "", checksums);
  }
}
