package io.edgemq.cluster.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.s3.S3Bucket;
import io.edgemq.storage.s3.S3Credentials;
import io.edgemq.storage.s3.S3Objects;
import io.edgemq.storage.wal.AckLevel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {
  private static final Limits ALL =
      new Limits(
          Optional.of(10),
          Optional.of(0),
          Optional.of(1000),
          Optional.of(1L << 20),
          Optional.of(Duration.ofMillis(1500)),
          Optional.of(4096),
          Optional.of(List.of("sensors/#")),
          Optional.of(true));

  private final DocumentReader reader = new DocumentReader(it -> !it.contains("?"));

  @Test
  void aPlanHasTheLimitsThatAPlanOfTheConfigurationHas() {
    assertThat(
            read(
                DocumentKind.PLANS,
                """
                { "schema": 1, "updatedAt": "2026-11-23T00:00:00Z", "updatedBy": "ada",
                  "connectionsMax": 10, "qosMax": 0, "messagesPerSecond": 1000,
                  "bytesPerSecond": 1048576, "burstMs": 1500, "messageBytesMax": 4096,
                  "topics": ["sensors/#"], "closeOnForbiddenTopic": true }
                """))
        .isEqualTo(new DocumentReader.Read(new Document.OfPlan(ALL), List.of()));
  }

  @Test
  void aTenantMayHaveLimitsOfItsOwnAndNoneWhereItsPlanHasOne() {
    assertThat(
            read(
                    DocumentKind.TENANTS,
                    """
                    { "schema": 1, "plan": "pro",
                      "limits": { "messagesPerSecond": "off", "bytesPerSecond": "off" } }
                    """)
                .document())
        .isInstanceOfSatisfying(
            Document.OfTenant.class,
            it -> {
              assertThat(it.terms().plan()).isEqualTo("pro");
              Plan plan = it.terms().limits().over(ALL.over(new Plan("pro", 1, 1)));
              assertThat(plan.rate())
                  .isEqualTo(
                      new PublishRate(Optional.empty(), Optional.empty(), Duration.ofMillis(1500)));
              assertThat(plan.connectionsMax()).isEqualTo(10);
            });
    assertThat(read(DocumentKind.TENANTS, "{\"schema\":1,\"plan\":\"pro\"}").document())
        .isEqualTo(new Document.OfTenant(new TenantTerms("pro", Limits.NONE)));
  }

  @Test
  void anEndpointSaysOnlyWhatIsNotAsUsual() {
    assertThat(read(DocumentKind.ENDPOINTS, "{\"schema\":1}").document())
        .isEqualTo(
            new Document.OfEndpoint(
                Set.of(Output.SEGMENT),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                AckLevel.DURABLE,
                Optional.empty()));
    assertThat(
            read(
                    DocumentKind.ENDPOINTS,
                    """
                    { "schema": 1, "outputs": ["segment", "parquet", "views"],
                      "views": ["temperature_readings/v2"], "sealBytes": 1000, "sealAgeMs": 5000,
                      "sealBytesMax": 2000, "partitions": 256, "ack": "committed", "destination": "lake" }
                    """)
                .document())
        .isEqualTo(
            new Document.OfEndpoint(
                Set.of(Output.values()),
                List.of(new ViewName("temperature_readings", 2)),
                Optional.of(1000L),
                Optional.of(Duration.ofSeconds(5)),
                Optional.of(2000L),
                256,
                AckLevel.COMMITTED,
                Optional.of("lake")));
  }

  @Test
  void aDestinationIsAFolder() {
    assertThat(
            read(
                    DocumentKind.DESTINATIONS,
                    "{\"schema\":1,\"kind\":\"folder\",\"path\":\"/mnt/lake/../pond\"}")
                .document())
        .isEqualTo(new Document.OfDestination(new Destination.Folder(Path.of("/mnt/pond"))));
  }

  @Test
  void aDestinationIsABucket() {
    DocumentReader.Read read =
        read(
            DocumentKind.DESTINATIONS,
            """
            { "schema": 1, "kind": "s3", "bucket": "lake", "prefix": "a/b", "region": "eu-west-3",
              "endpoint": "https://h:9000", "pathStyle": true, "checksums": "when-required",
              "credentials": "lake-keys", "roleArn": "arn:aws:iam::1:role/r", "externalId": "x",
              "sessionName": "sess", "stsEndpoint": "https://sts", "sse": "kms", "kmsKey": "k",
              "storageClass": "STANDARD_IA", "tags": { "team": "plant" }, "secretKey": "s" }
            """);

    assertThat(read.document())
        .isEqualTo(
            new Document.OfDestination(
                new Destination.S3(
                    new S3Bucket(
                        "lake",
                        "a/b/",
                        Optional.of("eu-west-3"),
                        Optional.of(URI.create("https://h:9000")),
                        S3Bucket.Addressing.PATH,
                        S3Bucket.Checksums.WHEN_REQUIRED),
                    Optional.of("lake-keys"),
                    Optional.of(
                        new S3Credentials.Role(
                            new S3Credentials.Environment(),
                            "arn:aws:iam::1:role/r",
                            Optional.of("x"),
                            "sess",
                            Optional.of(URI.create("https://sts")))),
                    new S3Objects(
                        new S3Objects.Encryption.Kms(Optional.of("k")),
                        Optional.of("STANDARD_IA"),
                        Map.of("team", "plant")))));
    assertThat(read.others()).as("secrets are no members").containsExactly("secretKey");
  }

  @Test
  void whateverWasRemovedIsReadAlikeWithWhatElseItSays() {
    for (DocumentKind kind : DocumentKind.values()) {
      assertThat(read(kind, "{\"schema\":1,\"removed\":true,\"destination\":\"lake\"}").document())
          .isEqualTo(new Document.Removed(Optional.of("lake")));
    }
  }

  @Test
  void membersOfALaterVersionAreToldAndHarmNothing() {
    DocumentReader.Read read =
        read(
            DocumentKind.TENANTS,
            "{\"schema\":1,\"plan\":\"pro\",\"colour\":1,\"limits\":{\"weight\":{},\"\\u001b\":0}}");
    assertThat(read.others()).containsExactly("colour", "limits.weight", "limits.?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PLANS        | `` | no JSON object",
        "PLANS        | `{` | no JSON",
        "PLANS        | `\u0000\u00ff` | no JSON",
        "PLANS        | [] | no JSON object",
        "PLANS        | null | no JSON object",
        "PLANS        | {} | schema is not known",
        "PLANS        | {\"schema\":2} | schema is not known",
        "PLANS        | {\"schema\":\"1\"} | schema is out of range",
        "PLANS        | {\"schema\":1,\"schema\":1} | Duplicate",
        "PLANS        | {\"schema\":1}{} | no JSON",
        "PLANS        | {\"schema\":1} | connectionsMax is missing",
        "PLANS        | {\"schema\":1,\"connectionsMax\":1} | qosMax is missing",
        "PLANS        | {\"schema\":1,\"connectionsMax\":0} | connectionsMax is out of range; allowed: 1 to 10000000",
        "PLANS        | {\"schema\":1,\"connectionsMax\":1e2} | connectionsMax is out of range",
        "PLANS        | {\"schema\":1,\"connectionsMax\":99999999999999999999} | connectionsMax is out of range",
        "PLANS        | {\"schema\":1,\"connectionsMax\":null} | connectionsMax is out of range",
        "PLANS        | {\"schema\":1,\"topics\":[]} | topics is empty",
        "PLANS        | {\"schema\":1,\"topics\":[\"a?\"]} | topics has a text that is no topic filter",
        "PLANS        | {\"schema\":1,\"topics\":[7]} | topics has no text",
        "PLANS        | {\"schema\":1,\"topics\":\"a\"} | topics is no list",
        "PLANS        | {\"schema\":1,\"closeOnForbiddenTopic\":\"on\"} | closeOnForbiddenTopic is no switch",
        "PLANS        | {\"schema\":1,\"messagesPerSecond\":\"none\"} | messagesPerSecond is out of range",
        "PLANS        | {\"schema\":1,\"removed\":1} | removed is no switch",
        "TENANTS      | {\"schema\":1} | plan is missing",
        "TENANTS      | {\"schema\":1,\"plan\":\"\"} | plan has no text",
        "TENANTS      | {\"schema\":1,\"plan\":\"\\u001b[2J\"} | plan is no name",
        "TENANTS      | {\"schema\":1,\"removed\":true,\"destination\":\"a/b\"} | destination is no name",
        "TENANTS      | {\"schema\":1,\"plan\":\"p\",\"limits\":[]} | limits is no object",
        "TENANTS      | {\"schema\":1,\"plan\":\"p\",\"limits\":{\"qosMax\":2}} | limits.qosMax is out of range",
        "ENDPOINTS    | {\"schema\":1,\"outputs\":[]} | outputs has no segment",
        "ENDPOINTS    | {\"schema\":1,\"outputs\":[\"segment\",\"segment\"]} | outputs names something twice",
        "ENDPOINTS    | {\"schema\":1,\"outputs\":[\"segment\",\"csv\"]} | outputs has one that is unknown",
        "ENDPOINTS    | {\"schema\":1,\"outputs\":[\"segment\",\"views\"]} | outputs has views and none is named",
        "ENDPOINTS    | {\"schema\":1,\"views\":[\"a/v1\"]} | outputs has views and none is named",
        "ENDPOINTS    | {\"schema\":1,\"views\":[\"a/v0\"]} | names a view that is none",
        "ENDPOINTS    | {\"schema\":1,\"views\":[\"../../keys/v1\"]} | names a view that is none",
        "ENDPOINTS    | {\"schema\":1,\"partitions\":257} | partitions is out of range; allowed: 1 to 256",
        "ENDPOINTS    | {\"schema\":1,\"ack\":\"accepted\"} | ack is unknown; allowed: durable, committed",
        "ENDPOINTS    | {\"schema\":1,\"sealBytes\":0} | sealBytes is out of range",
        "ENDPOINTS    | {\"schema\":1,\"destination\":\"../x\"} | destination is no name",
        "DESTINATIONS | {\"schema\":1} | kind is missing",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"s3\"} | bucket is no name of a bucket",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"s3\",\"bucket\":\"lake\",\"prefix\":\"/a\"} | prefix is none",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"s3\",\"bucket\":\"lake\",\"endpoint\":\"a b\"} | endpoint is none",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"s3\",\"bucket\":\"lake\",\"roleArn\":\"r\"} | roleArn is no ARN",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"s3\",\"bucket\":\"lake\",\"externalId\":\"x\"} | externalId is of no use",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"s3\",\"bucket\":\"lake\",\"sse\":\"aes\"} | sse is unknown",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"s3\",\"bucket\":\"lake\",\"kmsKey\":\"k\"} | kmsKey is of no use",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"s3\",\"bucket\":\"lake\",\"tags\":{\"a\":1}} | tags.a has no text",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"s3\",\"bucket\":\"lake\",\"credentials\":\"../k\"} | credentials is no name",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"folder\"} | path is no absolute path",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"folder\",\"path\":\"lake\"} | path is no absolute path",
        "DESTINATIONS | {\"schema\":1,\"kind\":\"folder\",\"path\":\"/a\\u0000\"} | path is no absolute path",
      })
  void whatIsNoDocumentIsRefusedAndItIsSaidWhy(DocumentKind kind, String json, String why) {
    assertThatThrownBy(() -> read(kind, json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatIsTooLongOrTooDeepIsRefused() {
    assertThatThrownBy(() -> read(DocumentKind.PLANS, " ".repeat(DocumentReader.BYTES_MAX + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it has more than 65536 bytes");
    assertThatThrownBy(() -> read(DocumentKind.PLANS, "{\"a\":".repeat(10_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private DocumentReader.Read read(DocumentKind kind, String json) {
    return reader.read(kind, json.getBytes(UTF_8));
  }
}
