package io.edgemq.ops.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void numbersStandToTheRightAndTextsToTheLeft() {
    var table = new TextTable().numbers("n\nbigint").texts("text");
    table.row(List.of("1", "a")).row(List.of("20", "long"));

    assertThat(table.lines(80))
        .containsExactly(
            "      n | text", " bigint |", "--------+------", "      1 | a", "     20 | long");
  }

  @Test
  void longTextsAreCutSoThatAllColumnsFit() {
    var table = new TextTable().texts("a").texts("b");
    table.row(List.of("x".repeat(90), "short"));

    assertThat(table.lines(40))
        .allMatch(it -> it.length() <= 40)
        .anyMatch(it -> it.equals(" " + "x".repeat(28) + "… | short"));
  }

  @Test
  void columnsThatDoNotFitFollowInFurtherTables() {
    var table = new TextTable().numbers("row").texts("a").texts("b").texts("c");
    table.row(List.of("1", "a".repeat(30), "b".repeat(30), "c".repeat(5)));

    assertThat(table.lines(40))
        .containsExactly(
            " row | a",
            "-----+--------------------------",
            "   1 | " + "a".repeat(23) + "…",
            "",
            " row | b",
            "-----+--------------------------",
            "   1 | " + "b".repeat(23) + "…",
            "",
            " row | c",
            "-----+-------",
            "   1 | ccccc");
  }

  @Test
  void nothingThatDevicesSendControlsTheTerminal() {
    var table = new TextTable().texts("a");
    table.row(List.of("\u001b[2J\n\t\u202e\u0085é🌡"));

    assertThat(table.lines(80).getLast()).isEqualTo(" \\u001b[2J\\n\\t\\u202e\\u0085é🌡");
  }

  @Test
  void aCharacterOfTwoIsNotCutInHalf() {
    assertThat(TextTable.cut("ab🌡cd", 4)).isEqualTo("ab…");
    assertThat(TextTable.cut("ab🌡cd", 5)).isEqualTo("ab🌡…");
    assertThat(TextTable.cut("ab🌡c", 5)).isEqualTo("ab🌡c");
  }
}
