/// What ports and protocols count, for whoever shows it (decision 0033).
@NullMarked
package io.edgemq.ingest.measure;

import org.jspecify.annotations.NullMarked;
