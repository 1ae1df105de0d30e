package io.edgemq.views.rows;

/// A string of a message. It is text everywhere but where JSON is wanted: there it is a JSON
/// string, while other text is parsed as JSON.
///
/// @param text decoded; surrogates that stand alone, which no UTF-8 has, are U+FFFD
record JsonString(String text) {}
