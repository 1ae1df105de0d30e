/// How much and how long, counted where it happens and read by whoever shows it (decision 0033).
/// Nothing here knows how numbers are shown.
@NullMarked
package io.edgemq.storage.measure;

import org.jspecify.annotations.NullMarked;
