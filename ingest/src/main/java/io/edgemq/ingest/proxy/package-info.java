/// The PROXY protocol, version 2: who a client is that comes through a load balancer. The parser is
/// plain; a stream stage drives it.
@NullMarked
package io.edgemq.ingest.proxy;

import org.jspecify.annotations.NullMarked;
