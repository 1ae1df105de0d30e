package io.edgemq.views.check;

/// Something wrong in a definition.
///
/// @param line counted from 1
/// @param column in characters, counted from 1
/// @param path from the root of the document, members of lists counted from 0:
///   `definition.columns[2].type`; empty where the whole text is meant, or is no YAML
/// @param message what is wrong, and what is allowed where that is short; one line
public record Fault(int line, int column, String path, String message) {
  /// `LINE:COLUMN: path: message`.
  @Override
  public String toString() {
    return line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
