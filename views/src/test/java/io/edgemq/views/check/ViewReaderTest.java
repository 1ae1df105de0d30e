package io.edgemq.views.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Expression.Call;
import io.edgemq.views.definition.Expression.Constant;
import io.edgemq.views.definition.Expression.InItem;
import io.edgemq.views.definition.Expression.InMessage;
import io.edgemq.views.definition.Expression.Meta;
import io.edgemq.views.definition.Expression.TryCast;
import io.edgemq.views.definition.FileFormat;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.Literal;
import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.MetaField;
import io.edgemq.views.definition.OnError;
import io.edgemq.views.definition.Output;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.Type.Decimal;
import io.edgemq.views.definition.Type.ListOf;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.definition.ViewDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewReaderTest {
  private static final Expression TOPIC = new Meta(MetaField.TOPIC);

  @Test
  void theExampleIsReadInFlowStyle() {
    assertThat(valid(Example.FLOW)).isEqualTo(example());
  }

  @Test
  void theExampleIsReadInBlockStyle() {
    assertThat(valid(Example.BLOCK)).isEqualTo(example());
  }

  @Test
  void lineEndsAndAByteOrderMarkMakeNoDifference() {
    assertThat(valid("\uFEFF" + Example.FLOW)).isEqualTo(example());
    assertThat(valid(Example.BLOCK.replace("\n", "\r\n"))).isEqualTo(example());
    assertThat(valid("# a comment\n---\n" + Example.BLOCK + "...\n")).isEqualTo(example());
  }

  @Test
  void everyKeyIsRead() {
    ViewDefinition view = valid(Example.EVERYTHING);

    assertThat(view.format()).isEqualTo(MessageFormat.NDJSON);
    assertThat(view.version()).isEqualTo(Integer.MAX_VALUE);
    assertThat(view.unnest()).contains(path("$.readings"));
    assertThat(view.rescue()).contains("rest");
    assertThat(view.where()).contains(path("$.ok"));
    assertThat(view.output().format()).isEqualTo(FileFormat.CSV);
    assertThat(view.output().partitions())
        .hasSize(4)
        .contains(new Partition("e", TOPIC, Plain.VARCHAR));
    assertThat(view.output().sortBy()).containsExactly("t9", "a");
    Map<String, Column> columns =
        view.columns().stream().collect(Collectors.toMap(Column::name, it -> it));
    assertThat(columns.get("a"))
        .isEqualTo(
            new Column(
                "a",
                item("$.value"),
                new Decimal(38, 10),
                false,
                OnError.DEAD_LETTER,
                Optional.of(new Literal.Fraction(new BigDecimal("0.5")))));
    assertThat(columns.get("b"))
        .isEqualTo(new Column("b", path("$"), Plain.JSON, false, OnError.DROP, Optional.empty()));
    assertThat(columns.get("c"))
        .isEqualTo(
            new Column(
                "c",
                path("$['a b'][0].c"),
                new ListOf(Plain.VARCHAR),
                false,
                OnError.NULL,
                Optional.empty()));
    assertThat(columns.get("e"))
        .isEqualTo(
            new Column(
                "e",
                TOPIC,
                Plain.VARCHAR,
                true,
                OnError.DEAD_LETTER,
                Optional.of(new Literal.Text("none"))));
    assertThat(columns.get("cast"))
        .extracting(Column::expression)
        .isEqualTo(new TryCast(item("$.a"), new ListOf(new Decimal(10, 2))));
  }

  @Test
  void theDefinitionOfEverythingHasEveryFunctionTypeAndField() {
    ViewDefinition view = valid(Example.EVERYTHING);
    var functions = EnumSet.of(Function.TRY_CAST);
    var fields = EnumSet.noneOf(MetaField.class);
    view.columns().forEach(it -> collect(it.expression(), functions, fields));
    view.output().partitions().forEach(it -> collect(it.expression(), functions, fields));

    assertThat(functions).containsExactly(Function.values());
    assertThat(fields).containsExactly(MetaField.values());
    assertThat(view.columns().stream().map(Column::type)).contains(Plain.values());
  }

  private static void collect(Expression from, Set<Function> functions, Set<MetaField> fields) {
    switch (from) {
      case InMessage _, InItem _, Constant _ -> {}
      case Meta(MetaField field) -> fields.add(field);
      case TryCast(Expression operand, var _) -> collect(operand, functions, fields);
      case Call(Function function, List<Expression> arguments) -> {
        functions.add(function);
        arguments.forEach(it -> collect(it, functions, fields));
      }
    }
  }

  @Test
  void onErrorNullNeedsNoQuotes() {
    for (String word : List.of("null", "'null'", "\"null\"")) {
      ViewDefinition view = valid(Example.FLOW.replace("required: true", "on_error: " + word));
      assertThat(view.columns().getFirst().onError()).isEqualTo(OnError.NULL);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          12345678901234567890123, 12345678901234567890123
          -0, 0
          +7, 7
          0x1F, 31
          0o17, 15
          """)
  void wholeNumbersKeepTheirDigits(String written, BigInteger value) {
    assertThat(literal(written)).isEqualTo(new Literal.Whole(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1000000000000000000000000000000000001, 0.1000000000000000000000000000000000001",
    "1.50, 1.50",
    "-.5, -0.5",
    "1e3, 1E+3"
  })
  void fractionsKeepTheirDigits(String written, BigDecimal value) {
    assertThat(literal(written)).isEqualTo(new Literal.Fraction(value));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          abc         | abc
          '5'         | 5
          "5"         | 5
          "true"      | true
          'null'      | null
          yes         | yes
          2026-01-01  | 2026-01-01
          1_000       | 1_000
          "a\\tb\\u00e4" | a\tbä
          'it''s'     | it's
          """)
  void whatIsQuotedOrLooksLikeNothingElseIsText(String written, String value) {
    assertThat(literal(written)).isEqualTo(new Literal.Text(value));
  }

  @Test
  void truthAndNullAreLiterals() {
    assertThat(literal("true")).isEqualTo(new Literal.Truth(true));
    assertThat(literal("False")).isEqualTo(new Literal.Truth(false));
    assertThat(literal("null")).isEqualTo(Literal.NULL);
    assertThat(literal("~")).isEqualTo(Literal.NULL);
  }

  @ParameterizedTest(name = "{1} into {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          decimal(2,2)  | 0
          decimal(2,2)  | 0.00
          decimal(2,2)  | -0.99
          decimal(3,0)  | 1e2
          decimal(38,0) | 99999999999999999999999999999999999999
          tinyint       | -128
          bigint        | "-9223372036854775808"
          integer       | 5.0
          integer       | " 5 "
          float         | 3.4e38
          double        | 1e308
          boolean       | YES
          date          | 2028-02-29
          date          | 1767225600000
          timestamp     | 2026-01-31
          timestamp     | 2026-01-31 12:30
          timestamp     | 2026-01-31T12:30:00.123456+01:00
          timestamp     | 2026-01-31T12:30:00Z
          time          | 12:30:59.5
          varchar       | 5
          varchar       | true
          json          | 1.5
          blob          | abc
          """)
  void aDefaultMayBeAnyLiteralThatFits(String type, String literal) {
    String keys = "type: \"" + type + "\"\n      default: " + literal;

    assertThat(valid(Example.FLOW.replace("type: double", keys)).columns().get(1).defaultValue())
        .isPresent();
  }

  @ParameterizedTest(name = "{1} into {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          decimal(2,2)  | 1
          decimal(2,2)  | 0.001
          decimal(3,0)  | 1e3
          bigint        | 9223372036854775808
          smallint      | "32768"
          float         | -3.5e38
          double        | "1e309"
          date          | 2026-02-29
          date          | 1.5
          timestamp     | 2026-01-31T25:00
          time          | 24:01
          boolean       | 0
          """)
  void aDefaultThatNeverFitsIsRefused(String type, String literal) {
    String keys = "type: \"" + type + "\"\n      default: " + literal;

    assertThat(faults(Example.FLOW.replace("type: double", keys)))
        .singleElement()
        .asString()
        .startsWith("13:16: definition.columns[1].default: ")
        .endsWith(" cannot be cast to " + type);
  }

  @Test
  void anAliasStandsForWhatItsAnchorHas() {
    String yaml =
        Example.FLOW
            .replace("expr: { meta: topic }", "expr: &topic { meta: topic }")
            .replace("args: [ { meta: topic },", "args: [ *topic,");

    assertThat(valid(yaml)).isEqualTo(example());
  }

  @Test
  void expressionsMayNestAsDeepAsTheLimit() {
    assertThat(valid(nested(Expression.DEPTH_MAX)).name()).isEqualTo("temperature_readings");
    assertThat(faults(nested(Expression.DEPTH_MAX + 1)))
        .singleElement()
        .asString()
        .endsWith(": is nested more than 32 expressions deep");
  }

  @Test
  void theLimitsThemselvesAreAllowed() {
    assertThat(valid(columns(ViewDefinition.COLUMNS_MAX)).columns()).hasSize(500);
    assertThat(faults(columns(ViewDefinition.COLUMNS_MAX + 1)))
        .containsExactly("5:12: definition.columns: has 501 columns; at most 500 are allowed");
    int bytes = Example.FLOW.getBytes(UTF_8).length;
    String full = Example.FLOW + "#".repeat(ViewReader.YAML_BYTES_MAX - bytes);
    assertThat(valid(full)).isEqualTo(example());
    assertThat(faults(full + "#")).containsExactly("1:1: has more than 65536 bytes");
  }

  private static String nested(int depth) {
    String where = "{ json_path: $.ok }";
    for (int i = 1; i < depth; i++) {
      where = "{ fn: not, args: [ " + where + " ] }";
    }
    return Example.FLOW.replaceFirst("where: .*", "where: " + where.replace("$", "\\$"));
  }

  private static String columns(int number) {
    var columns = new StringBuilder("name: v\nversion: 1\nformat: json\ndefinition:\n  columns: [");
    for (int i = 0; i < number; i++) {
      columns.append("{ name: c").append(i).append(", expr: { json_path: $.c }, type: json },\n");
    }
    return columns.append("]\n  output: { format: csv }\n").toString();
  }

  private static Literal literal(String written) {
    String yaml = Example.FLOW.replace("{ json_path: \"$.temp\" }", "{ lit: " + written + " }");
    Column column = valid(yaml.replace("type: double", "type: varchar")).columns().get(1);
    assertThat(column.expression()).isInstanceOf(Constant.class);
    return ((Constant) column.expression()).literal();
  }

  private static ViewDefinition example() {
    return new ViewDefinition(
        "temperature_readings",
        1,
        MessageFormat.JSON,
        Optional.empty(),
        List.of(
            new Column(
                "device_id",
                path("$.device_id"),
                Plain.VARCHAR,
                true,
                OnError.DEAD_LETTER,
                Optional.empty()),
            new Column(
                "temperature",
                path("$.temp"),
                Plain.DOUBLE,
                false,
                OnError.DEAD_LETTER,
                Optional.empty()),
            new Column(
                "mqtt_topic", TOPIC, Plain.VARCHAR, false, OnError.DEAD_LETTER, Optional.empty())),
        Optional.empty(),
        Optional.of(
            new Call(
                Function.LIKE,
                List.of(TOPIC, new Constant(new Literal.Text("sensors/%/temperature"))))),
        new Output(
            FileFormat.PARQUET,
            List.of(
                new Partition(
                    "dt",
                    new Call(Function.DATE, List.of(new Meta(MetaField.TIMESTAMP_MS))),
                    Plain.DATE)),
            List.of(),
            List.of()));
  }

  private static InMessage path(String text) {
    return new InMessage(parsed(text));
  }

  private static InItem item(String text) {
    return new InItem(parsed(text));
  }

  private static JsonPath parsed(String text) {
    try {
      return JsonPath.parse(text);
    } catch (JsonPath.Malformed e) {
      throw new AssertionError(e);
    }
  }

  private static ViewDefinition valid(String yaml) {
    CheckedView checked = ViewReader.read(yaml.getBytes(UTF_8));
    assertThat(checked).isInstanceOf(CheckedView.Valid.class);
    return ((CheckedView.Valid) checked).definition();
  }

  private static List<String> faults(String yaml) {
    CheckedView checked = ViewReader.read(yaml.getBytes(UTF_8));
    assertThat(checked).isInstanceOf(CheckedView.Faulty.class);
    return ((CheckedView.Faulty) checked).faults().stream().map(Fault::toString).toList();
  }
}
