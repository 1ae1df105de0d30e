package io.edgemq.views.rows;

/// A number of a message.
///
/// @param text as it is written, with all digits
record JsonNumber(String text) {}
