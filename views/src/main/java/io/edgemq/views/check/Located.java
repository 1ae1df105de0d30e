package io.edgemq.views.check;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A node of the document with the path to it.
record Located(Node node, String path) {
  Place place() {
    return Place.of(node, path);
  }

  /// The members of a list, none if it is not one.
  List<Located> members() {
    List<Located> members = new ArrayList<>();
    if (node instanceof SequenceNode list) {
      for (Node member : list.getValue()) {
        members.add(new Located(member, path + "[" + members.size() + "]"));
      }
    }
    return members;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  /// What it is, for messages.
  String words() {
    return switch (node) {
      case MappingNode _ -> "a map";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar -> words(scalar);
      default -> throw new IllegalStateException("a node of another kind: " + node);
    };
  }

  private static String words(ScalarNode scalar) {
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return scalar.getValue().isEmpty() ? "empty" : "null";
    }
    if (tag.equals(Tag.BOOL)) {
      return "a boolean";
    }
    return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? "a number" : "text";
  }
}
