/// The management API: its routes as a table, tokens, and what is behind the routes (decision 0032,
/// docs/management.md).
@NullMarked
package io.edgemq.ops.api;

import org.jspecify.annotations.NullMarked;
