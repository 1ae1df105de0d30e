package io.edgemq.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest {
  @Test
  void aReceiptNamesThePositionThatItIsOf() {
    var whole = new LogPosition(new SegmentId(new WalId("acme", "plant", 0), "i1", 3, 9), 258);
    var part = new LogPosition(new SegmentId(new WalId("acme", "plant", 2), "i1", 3, 9), 0);

    assertThat(Receipt.of(whole)).isEqualTo("acme/plant/i1/3/9/258");
    assertThat(Receipt.of(part)).isEqualTo("acme/plant/i1/2-3/9/0");
    assertThat(Receipt.parse("acme/plant/i1/3/9/258")).contains(whole);
    assertThat(Receipt.parse("acme/plant/i1/2-3/9/0")).contains(part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "acme/plant/i1/3/9",
        "acme/plant/i1/3/9/",
        "acme/plant/i1/3/9/-1",
        "acme/plant/i1/3/9/01",
        "acme/plant/i1/3/9/258/1",
        "acme/plant/i1/0/9/258",
        "acme/plant/i1/3/0/258",
        "acme/plant/i1/0-3/9/258",
        "acme/plant/i1/3/123456789/258",
        "acme/plant/i1/3/9/99999999999",
        "acme/plant/../3/9/258",
        "Acme/plant/i1/3/9/258",
        "acme//i1/3/9/258",
        " acme/plant/i1/3/9/258",
      })
  void whatIsNoReceiptIsNotRead(String text) {
    assertThat(Receipt.parse(text)).isEmpty();
  }
}
