package io.edgemq.ingest.connection;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.ingest.auth.Authentication;
import io.edgemq.ingest.mqtt.ConnectRequest;
import io.edgemq.ingest.mqtt.ProtocolVersion;
import io.edgemq.ingest.mqtt.PublishLimits;
import io.edgemq.ingest.mqtt.TopicFilters;
import io.edgemq.ingest.rate.TenantRate;
import io.edgemq.ingest.rate.TenantRates;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.WalId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Where a client is let in to, and what it may do there.
///
/// @param key that let it in
/// @param rate how fast, together with the tenant's other clients
/// @param ack what its PUBACKs stand for: what the endpoint says, or more if the client asks for it
/// @param clientId of the client, or the one that it is given
/// @param assignedClientId the latter, otherwise empty
/// @param followsReferences see [io.edgemq.ingest.mqtt.ClientTerms]
/// @param version of the protocol that it speaks
record Admission(
    WalId wal,
    ApiKey key,
    PublishLimits publish,
    TenantRate rate,
    AckLevel ack,
    String clientId,
    String assignedClientId,
    boolean followsReferences,
    ProtocolVersion version) {
  /// For a client whose key was found good.
  static Admission of(ConnectRequest request, Authentication.Granted granted, TenantRates rates) {
    String brought = new String(request.clientId(), StandardCharsets.UTF_8);
    boolean isAssigned = brought.isEmpty() && request.version() == ProtocolVersion.V5_0;
    String assigned = isAssigned ? AssignedClientId.next() : "";
    String clientId = isAssigned ? assigned : brought;
    Endpoint endpoint = granted.endpoint();
    Plan plan = endpoint.plan();
    var publish =
        new PublishLimits(
            plan.qosMax(),
            plan.messageBytesMax(),
            TopicFilters.of(
                List.of(plan.topics(), granted.key().topics()),
                clientId.getBytes(StandardCharsets.UTF_8),
                request.userName()),
            plan.closesOnForbiddenTopic());
    return new Admission(
        endpoint.log(hash(clientId)),
        granted.key(),
        publish,
        rates.of(endpoint),
        endpoint.ack().orStronger(request.terms().ack()),
        clientId,
        assigned,
        request.terms().followsReferences(),
        request.version());
  }

  /// The same for the same client, so that it is in order however often it comes back. Those that
  /// do not say who they are are anybody.
  private static int hash(String clientId) {
    return clientId.isEmpty() ? ThreadLocalRandom.current().nextInt() : clientId.hashCode();
  }
}
