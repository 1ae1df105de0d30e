package io.edgemq.ops.api;

import java.util.Arrays;
import java.util.OptionalInt;

/// Versions of documents as entity tags (RFC 9110, section 8.8.3), and what conditions make of
/// them.
final class EntityTag {
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";

  private EntityTag() {}

  /// The tag of a version.
  static String of(int version) {
    return "\"" + version + "\"";
  }

  /// Whether the caller of a GET has this version already.
  static boolean isKnown(ApiRequest request, int version) {
    return request.header(IF_NONE_MATCH).filter(it -> matches(it, version)).isPresent();
  }

  /// Which version there has to be still when a change is made.
  ///
  /// @param there the highest version of the document, 0: none
  /// @param isThere whether that stands for something, and not for a removal or for nothing
  /// @return empty: any
  /// @throws ApiProblem if the conditions of the request are not met
  static OptionalInt expected(ApiRequest request, int there, boolean isThere) throws ApiProblem {
    if (request.header(IF_NONE_MATCH).isPresent()) {
      if (isThere && matches(request.header(IF_NONE_MATCH).get(), there)) {
        throw ApiProblem.preconditionFailed("It is there, at version " + there + ".");
      }
      return OptionalInt.of(there);
    }
    if (request.header(IF_MATCH).isPresent()) {
      if (!isThere || !matches(request.header(IF_MATCH).get(), there)) {
        throw ApiProblem.preconditionFailed(
            isThere ? "It is at version " + there + "." : "There is none.");
      }
      return OptionalInt.of(there);
    }
    return OptionalInt.empty();
  }

  private static boolean matches(String condition, int version) {
    return condition.strip().equals("*")
        || Arrays.stream(condition.split(","))
            .map(it -> it.strip().replaceFirst("^W/", ""))
            .anyMatch(of(version)::equals);
  }
}
