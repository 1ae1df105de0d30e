package io.edgemq.views.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.views.definition.Expression.Call;
import io.edgemq.views.definition.Expression.Constant;
import io.edgemq.views.definition.Expression.Meta;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionTest {
  private static final Expression TOPIC = new Meta(MetaField.TOPIC);
  private static final Expression OFFSET = new Meta(MetaField.OFFSET);

  /// The table of docs/views.md.
  @Test
  void thereAreTheFunctionsOfTheGrammar() {
    assertThat(Arrays.stream(Function.values()).map(Function::label))
        .containsExactly(
            ("eq ne lt le gt ge in between is_null is_not_null"
                    + " and or not if coalesce nullif"
                    + " like ilike starts_with ends_with contains regexp_matches regexp_extract"
                    + " lower upper trim concat substring replace split_part length md5 sha256"
                    + " topic_matches topic_level"
                    + " add sub mul div mod abs round floor ceil least greatest try_cast"
                    + " date date_trunc year month day hour epoch_ms to_epoch_ms strftime"
                    + " json_type json_array_length json_extract")
                .split(" "));
  }

  @Test
  void whatIsGivenFollowsTheArgumentsWhereTheyArePassedOn() {
    assertThat(new Call(Function.COALESCE, List.of(TOPIC, TOPIC)).kind()).isEqualTo(Kind.TEXT);
    assertThat(new Call(Function.LEAST, List.of(TOPIC, OFFSET)).kind()).isEqualTo(Kind.ANY);
    assertThat(new Call(Function.NULLIF, List.of(OFFSET, TOPIC)).kind()).isEqualTo(Kind.NUMBER);
    var condition = new Call(Function.IS_NULL, List.of(TOPIC));
    assertThat(condition.kind()).isEqualTo(Kind.BOOLEAN);
    assertThat(new Call(Function.IF, List.of(condition, TOPIC, TOPIC)).kind()).isEqualTo(Kind.TEXT);
    var one = new Constant(new Literal.Whole(BigInteger.ONE));
    assertThat(new Call(Function.ADD, List.of(OFFSET, one)).kind()).isEqualTo(Kind.NUMBER);
  }

  @Test
  void theLastParameterIsThatOfAllFurtherArguments() {
    assertThat(Function.AND.parameter(7)).isEqualTo(Parameter.CONDITION);
    assertThat(Function.REGEXP_EXTRACT.parameter(2)).isEqualTo(Parameter.REGEX_GROUP);
    assertThat(Function.IN.takes(1)).isFalse();
    assertThat(Function.IN.takes(1000)).isTrue();
    assertThat(Function.SUBSTRING.takes(2)).isFalse();
    assertThat(Function.SUBSTRING.takes(4)).isFalse();
  }

  @Test
  void aCallOfTheWrongNumberOfArgumentsCannotBeMade() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Call(Function.NOT, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Call(Function.TRY_CAST, List.of(TOPIC, TOPIC)));
  }
}
