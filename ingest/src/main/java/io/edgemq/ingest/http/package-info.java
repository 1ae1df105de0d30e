/// What is served over HTTP.
@NullMarked
package io.edgemq.ingest.http;

import org.jspecify.annotations.NullMarked;
