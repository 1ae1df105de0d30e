package io.edgemq.cluster.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.Names;
import io.edgemq.storage.wal.SealPolicy;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Reads documents (docs/format/control.md). What is wrong with one is an
/// [IllegalArgumentException]; members that are not known are told apart, for a later version may
/// have added them.
final class DocumentReader {
  /// The version of the layout.
  static final int SCHEMA = 1;

  /// The longest document.
  static final int BYTES_MAX = 64 << 10;

  static final String SCHEMA_MEMBER = "schema";
  static final String UPDATED_AT = "updatedAt";
  static final String UPDATED_BY = "updatedBy";
  static final String REMOVED = "removed";
  static final String DESTINATION = "destination";

  private static final Duration SEAL_AGE_MOST = Duration.ofDays(7);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Predicate<String> isTopicFilter;

  /// @param isTopicFilter what may be among topics
  DocumentReader(Predicate<String> isTopicFilter) {
    this.isTopicFilter = isTopicFilter;
  }

  /// What was read.
  ///
  /// @param others members that are not known
  record Read(Document document, List<String> others) {
    Read {
      others = List.copyOf(others);
    }
  }

  /// Reads a document.
  ///
  /// @throws IllegalArgumentException if it is none, says why
  Read read(DocumentKind kind, byte[] json) {
    ObjectNode object = object(json);
    var members = new Members(object, "");
    if (members.number(SCHEMA_MEMBER, 1, Integer.MAX_VALUE).orElse(0) != SCHEMA) {
      throw members.wrong(
          SCHEMA_MEMBER, "is not known to this version of the program", "" + SCHEMA);
    }
    members.text(UPDATED_AT);
    members.text(UPDATED_BY);
    if (members.flag(REMOVED).orElse(false)) {
      Optional<String> destination = members.text(DESTINATION);
      destination.ifPresent(it -> name(members, DESTINATION, it));
      return new Read(new Document.Removed(destination), members.others());
    }
    return switch (kind) {
      case PLANS -> plan(members);
      case TENANTS -> tenant(members);
      case ENDPOINTS -> new Read(endpoint(members), members.others());
      case DESTINATIONS -> destination(members);
    };
  }

  /// An object without members.
  static ObjectNode empty() {
    return JSON.createObjectNode();
  }

  /// The object of a document.
  ///
  /// @throws IllegalArgumentException if it is no JSON, none that is an object, or too long
  static ObjectNode object(byte[] json) {
    return object(json, BYTES_MAX);
  }

  /// The same of one that may be longer or shorter.
  static ObjectNode object(byte[] json, int bytesMax) {
    if (json.length > bytesMax) {
      throw new IllegalArgumentException("it has more than " + bytesMax + " bytes");
    }
    try {
      JsonNode tree = JSON.readTree(json);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new IllegalArgumentException("it is no JSON object");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("it is no JSON: " + e, e);
    }
  }

  private Read plan(Members members) {
    Limits limits = limits(members);
    if (limits.connectionsMax().isEmpty()) {
      throw members.wrong("connectionsMax", "is missing", "1 to " + Limits.CONNECTIONS_MOST);
    }
    if (limits.qosMax().isEmpty()) {
      throw members.wrong("qosMax", "is missing", "0, 1");
    }
    return new Read(new Document.OfPlan(limits), members.others());
  }

  private Read tenant(Members members) {
    String plan =
        members
            .text("plan")
            .map(it -> name(members, "plan", it))
            .orElseThrow(() -> members.wrong("plan", "is missing", "the name of a plan"));
    Optional<Members> own = members.object("limits");
    var terms = new TenantTerms(plan, own.map(this::limits).orElse(Limits.NONE));
    var others = new ArrayList<>(members.others());
    own.ifPresent(it -> others.addAll(it.others()));
    return new Read(new Document.OfTenant(terms), others);
  }

  private Limits limits(Members members) {
    return new Limits(
        members.number("connectionsMax", 1, Limits.CONNECTIONS_MOST),
        members.number("qosMax", 0, 1),
        members
            .numberOrOff("messagesPerSecond", 1, Limits.MESSAGES_PER_SECOND_MOST, Limits.ANY)
            .map(Math::toIntExact),
        members.numberOrOff(
            "bytesPerSecond",
            Limits.BYTES_PER_SECOND_LEAST,
            Limits.BYTES_PER_SECOND_MOST,
            Limits.ANY),
        members.number("burstMs", 1L, Limits.BURST_MOST.toMillis()).map(Duration::ofMillis),
        members.number("messageBytesMax", 1, Limits.MESSAGE_BYTES_MOST),
        topics(members),
        members.flag("closeOnForbiddenTopic"));
  }

  private Optional<List<String>> topics(Members members) {
    Optional<List<String>> topics =
        members.texts(
            "topics",
            text -> {
              if (!isTopicFilter.test(text)) {
                throw members.wrong(
                    "topics", "has a text that is no topic filter", "as in \"sensors/#\"");
              }
              return text;
            });
    if (topics.isPresent() && topics.get().isEmpty()) {
      throw members.wrong("topics", "is empty", "as in [\"sensors/#\"]");
    }
    return topics;
  }

  private static Document endpoint(Members members) {
    Set<Output> outputs = EnumSet.noneOf(Output.class);
    outputs.addAll(
        members.texts("outputs", it -> output(members, it)).orElse(List.of(Output.SEGMENT)));
    if (!outputs.contains(Output.SEGMENT)) {
      throw members.wrong("outputs", "has no segment, which is always written", "[\"segment\", …]");
    }
    List<ViewName> views = members.texts("views", ViewName::of).orElse(List.of());
    if (views.size() > Endpoint.VIEWS_MAX) {
      throw members.wrong("views", "are too many", "" + Endpoint.VIEWS_MAX);
    }
    if (outputs.contains(Output.VIEWS) == views.isEmpty()) {
      throw members.wrong(
          "outputs", "has views and none is named, or the other way round", "both or neither");
    }
    return new Document.OfEndpoint(
        outputs,
        views,
        members.number("sealBytes", 1L, SealPolicy.SIZE_BYTES_CEILING),
        members.number("sealAgeMs", 1L, SEAL_AGE_MOST.toMillis()).map(Duration::ofMillis),
        members.number("sealBytesMax", 1L, SealPolicy.SIZE_BYTES_CEILING),
        members.number("partitions", 1, Endpoint.PARTITIONS_MAX).orElse(1),
        members.text("ack").map(it -> ack(members, it)).orElse(AckLevel.DURABLE),
        members.text(DESTINATION).map(it -> name(members, DESTINATION, it)));
  }

  static String name(Members members, String member, String text) {
    if (!Names.isName(text)) {
      throw members.wrong(member, "is no name", Names.RULE);
    }
    return text;
  }

  private static Output output(Members members, String text) {
    return Output.labelled(text)
        .orElseThrow(
            () -> members.wrong("outputs", "has one that is unknown", "segment, parquet, views"));
  }

  private static AckLevel ack(Members members, String text) {
    return AckLevel.labelled(text)
        .orElseThrow(() -> members.wrong("ack", "is unknown", "durable, committed"));
  }

  private static Read destination(Members members) {
    String kind = members.text("kind").orElse("");
    return switch (kind) {
      case "folder" -> new Read(folder(members), members.others());
      case "s3" -> BucketReader.read(members);
      default -> throw members.wrong("kind", "is missing or unknown", "folder, s3");
    };
  }

  private static Document folder(Members members) {
    String path = members.text("path").orElse("");
    try {
      Path folder = Path.of(path).normalize();
      if (folder.isAbsolute()) {
        return new Document.OfDestination(new Destination.Folder(folder));
      }
    } catch (InvalidPathException _) {
      // as if it were not absolute
    }
    throw members.wrong("path", "is no absolute path", "that of a folder which every node has");
  }
}
