/// Who may publish and where to: tenants with their plan, endpoints, and API keys.
@NullMarked
package io.edgemq.cluster.directory;

import org.jspecify.annotations.NullMarked;
