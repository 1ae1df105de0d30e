/// The check of an API key: plain, without actors.
@NullMarked
package io.edgemq.ingest.auth;

import org.jspecify.annotations.NullMarked;
