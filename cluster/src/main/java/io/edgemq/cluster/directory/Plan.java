package io.edgemq.cluster.directory;

/// What a tenant has paid for.
///
/// @param name as tenants refer to it
/// @param connectionsMax MQTT connections that one endpoint takes at once
/// @param qosMax highest quality of service a client may publish with, 0 or 1
public record Plan(String name, int connectionsMax, int qosMax) {}
