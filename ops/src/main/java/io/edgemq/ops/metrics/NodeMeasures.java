package io.edgemq.ops.metrics;

import io.edgemq.cluster.shipping.ShippingMeasures;
import io.edgemq.ingest.connection.MqttMeasures;
import io.edgemq.ingest.http.HttpMeasures;
import io.edgemq.ingest.measure.Traffic;
import io.edgemq.ingest.mqtt.CloseReason;
import io.edgemq.ingest.proxy.ProxyFault;
import io.edgemq.ingest.tls.TlsContext;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.storage.measure.ReasonCounts;
import io.edgemq.storage.object.StoreCalls;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Where the parts of a node count. Any thread.
///
/// @param traffic what clients publish
/// @param mqtt MQTT connections
/// @param closes their ends
/// @param forbiddenMessages that were not stored for their topics
/// @param http HTTP ports
/// @param shipping from segment to store
/// @param proxyFaults of PROXY headers
/// @param clients that came to each service
/// @param buckets what buckets are asked
/// @param folders what stores in folders are asked
/// @param tls certificates in use, by where: a service, or `cluster`
public record NodeMeasures(
    Traffic traffic,
    MqttMeasures mqtt,
    ReasonCounts<CloseReason> closes,
    LongAdder forbiddenMessages,
    HttpMeasures http,
    ShippingMeasures shipping,
    ReasonCounts<ProxyFault> proxyFaults,
    ReasonCounts<Service> clients,
    StoreCalls buckets,
    StoreCalls folders,
    Map<String, TlsContext> tls) {
  public NodeMeasures() {
    this(new Traffic());
  }

  private NodeMeasures(Traffic traffic) {
    this(
        traffic,
        new MqttMeasures(traffic),
        new ReasonCounts<>(CloseReason.class),
        new LongAdder(),
        new HttpMeasures(traffic),
        new ShippingMeasures(),
        new ReasonCounts<>(ProxyFault.class),
        new ReasonCounts<>(Service.class),
        new StoreCalls(),
        new StoreCalls(),
        new ConcurrentHashMap<>());
  }
}
