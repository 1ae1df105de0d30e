package io.edgemq.views.rows;

import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.JsonPath;
import java.util.List;

/// Functions of JSON.
final class JsonTerms {
  private final JsonFunctions functions;

  JsonTerms(JsonFunctions functions) {
    this.functions = functions;
  }

  Term of(Function function, List<Term> terms) {
    Term x = terms.getFirst();
    return switch (function) {
      case JSON_TYPE -> Operand.of(x, functions::type)::of;
      case JSON_ARRAY_LENGTH -> Operand.of(x, functions::arrayLength)::of;
      case JSON_EXTRACT -> {
        try {
          JsonPath path = JsonPath.parse(Term.Constant.text(terms.get(1)));
          yield Operand.of(x, functions.extract(path))::of;
        } catch (JsonPath.Malformed e) {
          throw new IllegalArgumentException(e);
        }
      }
      default -> throw new IllegalArgumentException(function.label());
    };
  }
}
