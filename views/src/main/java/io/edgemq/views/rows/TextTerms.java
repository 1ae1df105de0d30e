package io.edgemq.views.rows;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.edgemq.views.definition.Function;
import java.util.List;

/// Functions of texts and of topics. Patterns that are literals are prepared once; those that
/// devices choose take no more time than text and pattern are long, but for `_` in `like`, which is
/// bounded ([LikePattern]).
final class TextTerms {
  private final NumberTerms numbers;

  TextTerms(NumberTerms numbers) {
    this.numbers = numbers;
  }

  Term of(Function function, List<Term> terms) {
    return switch (function) {
      case LIKE, ILIKE, STARTS_WITH, ENDS_WITH, CONTAINS, REGEXP_MATCHES, TOPIC_MATCHES ->
          match(function, terms.get(0), terms.get(1));
      case REGEXP_EXTRACT -> extract(terms);
      case CONCAT -> concat(terms);
      case SUBSTRING, REPLACE, SPLIT_PART, TOPIC_LEVEL -> part(function, terms);
      case LOWER, UPPER, TRIM, LENGTH, MD5, SHA256 -> whole(function, terms.getFirst());
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private static Term whole(Function function, Term term) {
    Operand<String> x = Operand.text(term);
    return switch (function) {
      case LOWER -> Operand.call(TextFunctions::lower, x);
      case UPPER -> Operand.call(TextFunctions::upper, x);
      case TRIM -> Operand.call(TextFunctions::trim, x);
      case LENGTH -> Operand.call(TextFunctions::length, x);
      case MD5 -> Operand.call(it -> TextFunctions.digest("MD5", it), x);
      case SHA256 -> Operand.call(it -> TextFunctions.digest("SHA-256", it), x);
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private static Term match(Function function, Term term, Term pattern) {
    Operand<String> x = Operand.text(term);
    return switch (function) {
      case LIKE ->
          Operand.call(
              (text, like) -> like.matches(text),
              x,
              Operand.of(pattern, it -> new LikePattern(Texts.of(it))));
      case ILIKE ->
          Operand.call(
              (text, like) -> like.matches(TextFunctions.lower(text)),
              x,
              Operand.of(pattern, it -> new LikePattern(TextFunctions.lower(Texts.of(it)))));
      case STARTS_WITH -> Operand.call(String::startsWith, x, Operand.text(pattern));
      case ENDS_WITH -> Operand.call(String::endsWith, x, Operand.text(pattern));
      case CONTAINS -> Operand.call((text, part) -> part.in(text, 0) >= 0, x, part(pattern));
      case REGEXP_MATCHES -> {
        Pattern regex = Pattern.compile(Term.Constant.text(pattern));
        yield Operand.call(it -> regex.matcher(it).find(), x);
      }
      case TOPIC_MATCHES -> Operand.call(TextFunctions::topicMatches, x, Operand.text(pattern));
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private Term part(Function function, List<Term> terms) {
    Operand<String> x = Operand.text(terms.getFirst());
    return switch (function) {
      case SUBSTRING ->
          Operand.call(
              TextFunctions::substring,
              x,
              numbers.whole(terms.get(1)),
              numbers.whole(terms.get(2)));
      case REPLACE ->
          Operand.call(TextFunctions::replace, x, part(terms.get(1)), Operand.text(terms.get(2)));
      case SPLIT_PART ->
          Operand.call(
              TextFunctions::splitPart, x, part(terms.get(1)), numbers.whole(terms.get(2)));
      case TOPIC_LEVEL -> Operand.call(TextFunctions::topicLevel, x, numbers.whole(terms.get(1)));
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private static Operand<Part> part(Term term) {
    return Operand.of(term, it -> new Part(Texts.of(it)));
  }

  private static Term extract(List<Term> terms) {
    Pattern regex = Pattern.compile(Term.Constant.text(terms.get(1)));
    int group = Integer.parseInt(Term.Constant.text(terms.get(2)));
    return Operand.call(
        it -> {
          Matcher matcher = regex.matcher(it);
          String found = matcher.find() ? matcher.group(group) : null;
          return found == null ? "" : found;
        },
        Operand.text(terms.getFirst()));
  }

  /// Of all that are not null.
  private static Term concat(List<Term> terms) {
    List<Operand<String>> parts = terms.stream().map(Operand::text).toList();
    return scope -> {
      var text = new StringBuilder();
      for (Operand<String> it : parts) {
        String part = it.of(scope);
        if (part != null) {
          TextFunctions.checkLength((long) text.length() + part.length());
          text.append(part);
        }
      }
      return text.toString();
    };
  }
}
