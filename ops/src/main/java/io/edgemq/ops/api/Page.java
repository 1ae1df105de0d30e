package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What part of a list is asked for: `?limit=` so many, `&after=` the `next` of the part before.
///
/// @param after a cursor; empty: from the start
public record Page(int limit, Optional<String> after) {
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1000;

  /// What a request asks for.
  ///
  /// @throws ApiProblem if the limit is none
  public static Page of(ApiRequest request) throws ApiProblem {
    String limit = request.query("limit").orElse(String.valueOf(LIMIT_DEFAULT));
    if (!limit.matches("[0-9]{1,4}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > LIMIT_MAX) {
      throw ApiProblem.unprocessable("limit is out of range; allowed: 1 to " + LIMIT_MAX);
    }
    return new Page(Integer.parseInt(limit), request.query("after"));
  }

  /// Whether an item is behind the cursor.
  ///
  /// @param cursor of the item; the list is in the order of these
  public boolean isAfter(String cursor) {
    return after.isEmpty() || cursor.compareTo(after.get()) > 0;
  }

  /// A list as it is answered.
  ///
  /// @param next cursor of the last item, if there are more
  public static ObjectNode json(ArrayNode items, Optional<String> next) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("items", items);
    next.ifPresent(it -> json.put("next", it));
    return json;
  }
}
