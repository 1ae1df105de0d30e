/// From frames to typed rows: what a view definition asks for is found in one pass over a message,
/// computed, cast and counted. Functions and types mean what DuckDB's of the same name mean, but
/// casts are strict; where else they differ is said at the code, and in one table of the tests.
///
/// A value within here is null or a [String], [Boolean], [Long] or [java.math.BigDecimal] (a number
/// that is exact), [Double] or [Float], [java.time.LocalDate], [java.time.LocalTime],
/// [java.time.LocalDateTime] (UTC, microseconds), [Blob], [java.util.List], or comes from JSON:
/// [JsonString], [JsonNumber], [JsonText]. Definitions are compiled once; rows are of one thread.
@NullMarked
package io.edgemq.views.rows;

import org.jspecify.annotations.NullMarked;
