package io.edgemq.views.rows;

import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Expression.Call;
import io.edgemq.views.definition.Expression.Constant;
import io.edgemq.views.definition.Expression.InItem;
import io.edgemq.views.definition.Expression.InMessage;
import io.edgemq.views.definition.Expression.Meta;
import io.edgemq.views.definition.Expression.TryCast;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.Literal;
import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.ViewDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes terms of expressions. What is constant is made once: patterns, paths, casts, literals.
/// Terms share parsers, so that they are of one thread. Null in, null out, but where a function
/// says otherwise. No term evaluates an argument twice: expressions nest 32 deep.
final class Compiler {
  private final Projection message;
  private final Projection item;
  private final JsonReader json = new JsonReader();
  private final ComparisonTerms comparisons = new ComparisonTerms(new Comparison(json));
  private final NumberTerms numbers = new NumberTerms(json, comparisons);
  private final TextTerms texts = new TextTerms(numbers);
  private final TimeTerms times = new TimeTerms(numbers);
  private final JsonTerms jsons = new JsonTerms(new JsonFunctions(json));

  private final boolean isUnnested;

  /// @param view whose expressions these are
  /// @param message is told what they want of messages
  /// @param item is told what they want of elements
  Compiler(ViewDefinition view, Projection message, Projection item) {
    isUnnested = view.unnest().isPresent();
    this.message = message;
    this.item = item;
  }

  Cast cast(Type type) {
    return new Cast(type, json);
  }

  /// The value of a literal.
  static @Nullable Object value(Literal literal) {
    return switch (literal) {
      case Literal.Null _ -> null;
      case Literal.Text(String text) -> text;
      case Literal.Truth(boolean value) -> value;
      case Literal.Whole(BigInteger value) ->
          value.bitLength() < Long.SIZE ? (Number) value.longValue() : new BigDecimal(value);
      case Literal.Fraction(BigDecimal value) -> value;
    };
  }

  /// An expression, cast.
  Term compile(Expression expression, Cast cast) {
    Term term = raw(expression);
    Term typed = scope -> cast.apply(term.of(scope));
    return isPerMessage(expression) ? new PerMessage(typed) : typed;
  }

  Term compile(Expression expression) {
    Term term = raw(expression);
    boolean isComputed = expression instanceof Call || expression instanceof TryCast;
    return isComputed && isPerMessage(expression) ? new PerMessage(term) : term;
  }

  private boolean isPerMessage(Expression expression) {
    return isUnnested && !readsItem(expression);
  }

  private static boolean readsItem(Expression expression) {
    return switch (expression) {
      case InItem _ -> true;
      case InMessage _, Meta _, Constant _ -> false;
      case TryCast(Expression operand, _) -> readsItem(operand);
      case Call(_, List<Expression> arguments) -> arguments.stream().anyMatch(Compiler::readsItem);
    };
  }

  private Term raw(Expression expression) {
    return switch (expression) {
      case InMessage(JsonPath path) -> {
        int slot = message.slot(path);
        yield scope -> scope.inMessage(slot);
      }
      case InItem(JsonPath path) -> {
        int slot = item.slot(path);
        yield scope -> scope.inItem(slot);
      }
      case Meta(var field) -> Scope.meta(field);
      case Constant(Literal literal) -> new Term.Constant(value(literal));
      case TryCast(Expression operand, Type type) -> tryCast(compile(operand), cast(type));
      case Call(Function function, List<Expression> arguments) ->
          call(function, arguments.stream().map(this::compile).toList());
    };
  }

  /// Null where the cast fails; what fails within it still fails.
  private static Term tryCast(Term operand, Cast cast) {
    return scope -> {
      Object value = operand.of(scope);
      try {
        return cast.apply(value);
      } catch (Unfit _) {
        return null;
      }
    };
  }

  private Term call(Function function, List<Term> terms) {
    return switch (function.group()) {
      case COMPARE -> comparisons.of(function, terms);
      case LOGIC -> logic(function, terms);
      case TEXT, TOPIC -> texts.of(function, terms);
      case NUMBER -> numbers.of(function, terms);
      case TIME -> times.of(function, terms);
      case JSON -> jsons.of(function, terms);
    };
  }

  private Term logic(Function function, List<Term> terms) {
    return switch (function) {
      case AND -> Logic.and(terms);
      case OR -> Logic.or(terms);
      case NOT -> Logic.not(terms.getFirst());
      case IF -> Logic.choice(terms.get(0), terms.get(1), terms.get(2));
      case COALESCE -> Logic.coalesce(terms);
      case NULLIF -> comparisons.nullIf(terms.get(0), terms.get(1));
      default -> throw new IllegalArgumentException(function.label());
    };
  }
}
