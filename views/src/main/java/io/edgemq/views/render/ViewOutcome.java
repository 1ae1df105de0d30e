package io.edgemq.views.render;

import io.edgemq.views.rows.ViewCounts;
import java.util.Optional;

/// What became of a segment in one view.
///
/// @param nulls values of the rows that are null
/// @param error why the view failed as a whole. Files of it that were handed over do not count
///   then, and each frame counts as one dead letter, which is in no file
public record ViewOutcome(ViewCounts counts, long nulls, Optional<String> error) {}
