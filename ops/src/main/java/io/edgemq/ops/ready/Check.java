package io.edgemq.ops.ready;

/// One thing that is looked at.
///
/// @param name of it
/// @param isGood whether the node is ready as far as this goes
/// @param detail how it stands, for people
public record Check(String name, boolean isGood, String detail) {}
