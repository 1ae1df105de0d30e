package io.edgemq.views.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.edgemq.views.definition.FileFormat;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.MetaField;
import io.edgemq.views.definition.OnError;
import io.edgemq.views.definition.Output;
import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Holds docs/view.schema.json against what is read, so that editors and the program agree.
class ViewSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode TEXT = text();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(TEXT);

  @Test
  void goodDefinitionsAreValid() {
    for (String yaml : List.of(Example.FLOW, Example.BLOCK, Example.EVERYTHING)) {
      assertThat(SCHEMA.validate(json(yaml))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          name: temperature_readings   | name: Temperature
          name: temperature_readings   | title: v
          version: 1                   | version: 0
          version: 1                   | version: "1"
          version: 1                   | version: 1.5
          format: json                 | format: csv
          definition:                  | definitions:
          columns:                     | column:
          - name: device_id            | - name: device id
          - name: device_id            | - nme: device_id
          type: double                 | type: dubble
          type: double                 | type: decimal
          type: double                 | type: "decimal(1,2,3)"
          type: double                 | type: list(list(double))
          type: double                 | type: Double
          required: true               | required: yes
          required: true               | on_error: fail
          required: true               | default: null
          required: true               | default: [ a ]
          { json_path: "$.temp" }      | { json_path: temp }
          { json_path: "$.temp" }      | { jsonpath: $.temp }
          { json_path: "$.temp" }      | { json_path: $.temp, item: $.temp }
          { json_path: "$.temp" }      | $.temp
          { json_path: "$.temp" }      | {}
          { json_path: "$.temp" }      | { lit: [ 1 ] }
          expr: { meta: topic }        | expr: { meta: topics }
          fn: like                     | fn: lke
          fn: like, args: [            | fn: like, arg: [
          { fn: date, args: [ { meta: timestamp_ms } ] } | { fn: date, args: [] }
          { fn: date, args: [ { meta: timestamp_ms } ] } | { fn: date }
          { fn: date, args: [ { meta: timestamp_ms } ] } | { fn: date, args: { meta: topic } }
          where:                       | wher:
          format: parquet              | format: orc
          format: parquet              | sort_by: [ device_id ]
          partition_by:                | partitions:
          """)
  void whatIsOfAnotherFormIsNeitherValidNorRead(String good, String bad) {
    String yaml = Example.FLOW.replace(good, bad);

    assertThat(yaml).isNotEqualTo(Example.FLOW);
    assertThat(SCHEMA.validate(json(yaml))).isNotEmpty();
    assertThat(isRead(yaml)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"decimal( 38 , 0 )", "decimal(1,1)", "list( date )", "list(decimal(3,2))", "blob"})
  void typesThatAreReadAreValid(String type) {
    String yaml = Example.FLOW.replace("type: double", "type: \"" + type + '"');

    assertThat(isRead(yaml)).isTrue();
    assertThat(SCHEMA.validate(json(yaml))).isEmpty();
  }

  @Test
  void wordsAreThoseOfTheCode() {
    assertThat(words("/properties/format/enum"))
        .isEqualTo(Arrays.stream(MessageFormat.values()).map(MessageFormat::label).toList());
    assertThat(words("/properties/definition/properties/output/properties/format/enum"))
        .isEqualTo(Arrays.stream(FileFormat.values()).map(FileFormat::label).toList());
    List<String> onError =
        new ArrayList<>(Arrays.stream(OnError.values()).map(OnError::label).toList());
    onError.add("null");
    assertThat(words("/$defs/column/properties/on_error/enum")).isEqualTo(onError);
    assertThat(words("/$defs/expression/oneOf/2/properties/meta/enum"))
        .isEqualTo(Arrays.stream(MetaField.values()).map(MetaField::label).toList());
    assertThat(words("/$defs/expression/oneOf/4/properties/fn/enum"))
        .isEqualTo(Arrays.stream(Function.values()).map(Function::label).toList());
  }

  @Test
  void patternsAndLimitsAreThoseOfTheCode() {
    String plain =
        Arrays.stream(Type.Plain.values()).map(Type::label).collect(Collectors.joining("|"));
    String one = "(?:" + plain + "|decimal\\( *[0-9]{1,2} *, *[0-9]{1,2} *\\))";
    assertThat(TEXT.at("/$defs/type/pattern").asText())
        .isEqualTo("^(?:" + one + "|list\\( *" + one + " *\\))$");
    assertThat(TEXT.at("/properties/name/pattern").asText())
        .isEqualTo("^" + ViewDefinition.NAME + "$");
    assertThat(TEXT.at("/$defs/columnName/pattern").asText())
        .isEqualTo("^" + ViewDefinition.COLUMN_NAME + "$");
    JsonNode body = TEXT.at("/properties/definition/properties");
    assertThat(body.at("/columns/maxItems").asInt()).isEqualTo(ViewDefinition.COLUMNS_MAX);
    assertThat(body.at("/output/properties/partition_by/maxItems").asInt())
        .isEqualTo(Output.PARTITIONS_MAX);
    assertThat(TEXT.at("/properties/version/maximum").asInt()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void thePageHasTheExampleAndEveryWord() throws IOException {
    String page = Files.readString(docs("views.md"));

    assertThat(page).contains(Example.FLOW);
    for (Function function : Function.values()) {
      assertThat(page).contains('`' + function.label() + '`');
    }
    for (MetaField field : MetaField.values()) {
      assertThat(page).contains('`' + field.label() + '`');
    }
    for (Type.Plain type : Type.Plain.values()) {
      assertThat(page).contains('`' + type.label() + '`');
    }
  }

  private static List<String> words(String pointer) {
    List<String> words = new ArrayList<>();
    TEXT.at(pointer).forEach(it -> words.add(it.asText()));
    return words;
  }

  private static boolean isRead(String yaml) {
    return ViewReader.read(yaml.getBytes(UTF_8)) instanceof CheckedView.Valid;
  }

  private static JsonNode json(String yaml) {
    var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    return JSON.valueToTree(new Load(settings).loadFromString(yaml));
  }

  private static JsonNode text() {
    try {
      return JSON.readTree(Files.readString(docs("view.schema.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Tests run in the folder of the module.
  private static Path docs(String file) {
    return Path.of("..", "docs", file);
  }
}
