package io.edgemq.views.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.file.FileColumn;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.rows.Row;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {
  private static final List<FileColumn> COLUMNS =
      List.of(
          new FileColumn("a", Plain.VARCHAR, false, 0),
          new FileColumn("b", Plain.BIGINT, false, 1));

  @Test
  void valuesAreQuotedWhereTheyNeedIt() throws IOException {
    byte[] file =
        file(
            row("plain text", 1L),
            row("", null),
            row(null, null),
            row("a,b", -1L),
            row("say \"hi\"", 2L),
            row("two\nlines\r\n", 3L),
            row(" blank", 4L));

    assertThat(new String(file, UTF_8))
        .isEqualTo(
            """
            a,b
            plain text,1
            "",
            ,
            "a,b",-1
            "say ""hi""\",2
            "two
            lines\r
            ",3
            " blank",4
            """);
    assertThat(CsvRows.count(file)).isEqualTo(7);
  }

  @Test
  void aFileWithoutRowsHasAHeader() throws IOException {
    assertThat(CsvRows.count(file())).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,b", "a,b\n1,2", "a,b\n\"x,2\n"})
  void whatIsCutIsNoFile(String text) {
    assertThatThrownBy(() -> CsvRows.count(text.getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessage("it does not end with a whole line");
  }

  private static Row row(@Nullable Object... values) {
    return new Row(Arrays.asList(values), List.of());
  }

  private static byte[] file(Row... rows) {
    var csv = new CsvFile(COLUMNS);
    for (Row row : rows) {
      csv.add(row);
    }
    FinishedFile file = csv.finish();
    assertThat(file.rows()).isEqualTo(rows.length);
    return Arrays.copyOf(file.bytes(), file.length());
  }
}
