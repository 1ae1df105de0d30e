/// What the `edgemq admin` commands do to plans, tenants, endpoints, destinations, keys and views:
/// in the object store, or through the management API of a node.
@NullMarked
package io.edgemq.ops.admin;

import org.jspecify.annotations.NullMarked;
