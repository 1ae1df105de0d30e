package io.edgemq.ops.load;

/// What became of one generated client.
///
/// @param sent messages 0 to `sent - 1` were offered to the socket at least once
/// @param acknowledged QoS 1: messages 0 to `acknowledged - 1` have their PUBACK, and message
///   `acknowledged` does not; QoS 0: always 0; HTTP: the same with the 202 of their request
/// @param resets how often its connection broke
/// @param end how it ended
public record ConnectionReport(long sent, long acknowledged, int resets, ConnectionEnd end) {}
