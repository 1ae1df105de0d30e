/// How fast a tenant may publish, over MQTT and HTTP together: plain, without actors.
@NullMarked
package io.edgemq.ingest.rate;

import org.jspecify.annotations.NullMarked;
