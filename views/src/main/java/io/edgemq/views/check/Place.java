package io.edgemq.views.check;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// Where something is in a document; line and column are counted from 1.
record Place(int line, int column, String path) {
  /// Where it begins.
  static final Place START = new Place(1, 1, "");

  static Place of(Node node, String path) {
    return node.getStartMark().map(it -> of(it, path)).orElse(new Place(1, 1, path));
  }

  static Place of(Mark mark, String path) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1, path);
  }
}
