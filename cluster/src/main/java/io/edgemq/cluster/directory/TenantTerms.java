package io.edgemq.cluster.directory;

/// What a tenant has agreed to.
///
/// @param plan name of its plan
/// @param limits in place of the plan's
public record TenantTerms(String plan, Limits limits) {}
