package io.edgemq.views.rows;

import io.edgemq.views.definition.Type.Plain;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/// An argument as what a function wants it to be; null stays null. Literals are converted once.
///
/// @param <T> what is wanted
interface Operand<T> {
  /// Its value for the row in scope.
  @Nullable T of(Scope scope) throws Unfit;

  /// Makes a `T` of a value that is not null.
  ///
  /// @param <T> what is wanted
  interface Conversion<T> {
    @Nullable T of(Object value) throws Unfit;
  }

  /// A term, converted.
  static <T> Operand<T> of(Term term, Conversion<T> conversion) {
    if (!(term instanceof Term.Constant(Object constant))) {
      return scope -> {
        Object value = term.of(scope);
        scope.read(value);
        return value == null ? null : conversion.of(value);
      };
    }
    try {
      T converted = constant == null ? null : conversion.of(constant);
      return _ -> converted;
    } catch (Unfit e) { // an error of every row
      return _ -> {
        throw e;
      };
    }
  }

  /// Anything is text.
  static Operand<String> text(Term term) {
    return of(term, Texts::of);
  }

  static Operand<LocalDateTime> timestamp(Term term) {
    return of(term, it -> Cast.toTimestamp(it, Plain.TIMESTAMP));
  }

  /// Of one argument; null if that is.
  ///
  /// @param <A> its type
  interface Unary<A> {
    @Nullable Object of(A a) throws Unfit;
  }

  /// Of two arguments; null if one of them is.
  ///
  /// @param <A> the type of the first
  /// @param <B> the type of the second
  interface Binary<A, B> {
    @Nullable Object of(A a, B b) throws Unfit;
  }

  /// Of three arguments; null if one of them is.
  ///
  /// @param <A> the type of the first
  /// @param <B> the type of the second
  /// @param <C> the type of the third
  interface Ternary<A, B, C> {
    @Nullable Object of(A a, B b, C c) throws Unfit;
  }

  static <A> Term call(Unary<A> function, Operand<A> first) {
    return scope -> {
      A a = first.of(scope);
      return a == null ? null : function.of(a);
    };
  }

  static <A, B> Term call(Binary<A, B> function, Operand<A> first, Operand<B> second) {
    return scope -> {
      A a = first.of(scope);
      B b = second.of(scope);
      return a == null || b == null ? null : function.of(a, b);
    };
  }

  static <A, B, C> Term call(
      Ternary<A, B, C> function, Operand<A> first, Operand<B> second, Operand<C> third) {
    return scope -> {
      A a = first.of(scope);
      B b = second.of(scope);
      C c = third.of(scope);
      return a == null || b == null || c == null ? null : function.of(a, b, c);
    };
  }
}
