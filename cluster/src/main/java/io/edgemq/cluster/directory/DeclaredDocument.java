package io.edgemq.cluster.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.storage.wal.SealPolicy;
import java.util.Optional;

/// What the configuration declares, as a document that would say the same (docs/format/control.md).
final class DeclaredDocument {
  private static final String OFF = "off";

  private DeclaredDocument() {}

  /// The document; empty if the configuration has nothing of that name.
  static Optional<ObjectNode> of(Declared declared, DocumentName name) {
    return switch (name.kind()) {
      case PLANS ->
          Optional.ofNullable(declared.plans().get(name.name())).map(DeclaredDocument::of);
      case TENANTS ->
          Optional.ofNullable(declared.tenants().get(name.name())).map(DeclaredDocument::of);
      case ENDPOINTS ->
          declared.directory().endpoint(name.tenant(), name.last()).map(DeclaredDocument::of);
      case DESTINATIONS -> Optional.empty();
    };
  }

  private static ObjectNode of(Plan plan) {
    var limits =
        new Limits(
            Optional.of(plan.connectionsMax()),
            Optional.of(plan.qosMax()),
            plan.rate().messagesPerSecond().or(() -> Optional.of(Limits.ANY)),
            plan.rate().bytesPerSecond().or(() -> Optional.of((long) Limits.ANY)),
            Optional.of(plan.rate().burst()),
            Optional.of(plan.messageBytesMax()),
            Optional.of(plan.topics()),
            Optional.of(plan.closesOnForbiddenTopic()));
    return of(limits);
  }

  private static ObjectNode of(Limits limits) {
    ObjectNode json = DocumentReader.empty();
    limits.connectionsMax().ifPresent(it -> json.put("connectionsMax", it));
    limits.qosMax().ifPresent(it -> json.put("qosMax", it));
    limits.messagesPerSecond().ifPresent(it -> rate(json, "messagesPerSecond", it));
    limits.bytesPerSecond().ifPresent(it -> rate(json, "bytesPerSecond", it));
    limits.burst().ifPresent(it -> json.put("burstMs", it.toMillis()));
    limits.messageBytesMax().ifPresent(it -> json.put("messageBytesMax", it));
    limits.topics().ifPresent(it -> it.forEach(json.putArray("topics")::add));
    limits.closesOnForbiddenTopic().ifPresent(it -> json.put("closeOnForbiddenTopic", it));
    return json;
  }

  private static void rate(ObjectNode json, String member, long rate) {
    if (rate == Limits.ANY) {
      json.put(member, OFF);
    } else {
      json.put(member, rate);
    }
  }

  private static ObjectNode of(TenantTerms terms) {
    ObjectNode json = DocumentReader.empty().put("plan", terms.plan());
    if (!terms.limits().equals(Limits.NONE)) {
      json.set("limits", of(terms.limits()));
    }
    return json;
  }

  private static ObjectNode of(Endpoint endpoint) {
    SealPolicy seal = endpoint.seal();
    ObjectNode json = DocumentReader.empty();
    endpoint.outputs().stream().sorted().map(Output::label).forEach(json.putArray("outputs")::add);
    if (!endpoint.views().isEmpty()) {
      endpoint.views().stream()
          .map(it -> ViewName.of(it.definition()).toString())
          .forEach(json.putArray("views")::add);
    }
    return json.put("sealBytes", seal.sizeBytes())
        .put("sealAgeMs", seal.age().toMillis())
        .put("sealBytesMax", seal.sizeBytesMax())
        .put("partitions", endpoint.partitions())
        .put("ack", endpoint.ack().label());
  }
}
