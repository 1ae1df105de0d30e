package io.edgemq.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"acme/plant/0", "a/b/7", "a/b/99999", "0/0/10"})
  void aLogIsItsTextAgain(String text) {
    assertThat(WalId.parse(text).map(WalId::toString)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a/b",
        "a/b/",
        "a/b/0/",
        "/a/b/0",
        "a/b/c",
        "a/b/00",
        "a/b/01",
        "a/b/-1",
        "a/b/+1",
        "a/b/100000",
        "a/b/99999999999",
        "A/b/0",
        "a/../0",
        "a//0",
        "../b/0",
        "a/b/0\n"
      })
  void otherTextIsNoLog(String text) {
    assertThat(WalId.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Acme, plant, 0", "acme, .., 0", "acme, plant, -1", "acme, plant, 100000"})
  void whatIsNoLogCannotBeMade(String tenant, String endpoint, int partition) {
    assertThatThrownBy(() -> new WalId(tenant, endpoint, partition))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itsDirectoryLiesBelowTheRoot() {
    assertThat(new WalId("acme", "plant", 12).directory(Path.of("wal")))
        .isEqualTo(Path.of("wal/acme/plant/12"));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "-1, 1", "100000000, 1", "1, 100000000"})
  void segmentsAndEpochsHaveEightDigits(int epoch, int segment) {
    var wal = new WalId("acme", "plant", 0);

    assertThatThrownBy(() -> new SegmentId(wal, "disk-1", epoch, segment))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
