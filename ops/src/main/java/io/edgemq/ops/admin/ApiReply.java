package io.edgemq.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.ops.settings.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What the management API has answered. Whatever of it people get to see has no control characters
/// and no keys.
///
/// @param request what was asked for, for messages
/// @param tag version of what it tells, `ETag`; empty if there is none
/// @param body a missing node if there is none
record ApiReply(String request, int status, OptionalInt tag, JsonNode body) {
  private static final int OK_FROM = 200;
  private static final int OK_TO = 299;

  /// Whether it was done.
  boolean isDone() {
    return status >= OK_FROM && status <= OK_TO;
  }

  /// What is wrong, in a sentence.
  String detail() {
    String detail = text(body.path("detail"));
    return detail.isEmpty() ? "status " + status : detail;
  }

  /// What else is wrong, one line each; may be empty.
  List<String> errors() {
    var all = new ArrayList<String>();
    for (JsonNode each : body.path("errors")) {
      all.add(
          each.isObject()
              ? "%s:%s %s %s"
                  .formatted(
                      text(each.path("line")),
                      text(each.path("column")),
                      text(each.path("path")),
                      text(each.path("message")))
              : text(each));
    }
    return all;
  }

  /// As an exception.
  ApiFailure failure() {
    return failure("");
  }

  /// The same.
  ///
  /// @param advice what to do next, behind the rest
  ApiFailure failure(String advice) {
    return new ApiFailure("%s: %d: %s%s".formatted(request, status, detail(), advice), errors());
  }

  /// A text of a node, for people.
  static String text(JsonNode node) {
    return Redaction.withoutKeys(node.asText()).replaceAll("\\p{Cntrl}", " ");
  }
}
