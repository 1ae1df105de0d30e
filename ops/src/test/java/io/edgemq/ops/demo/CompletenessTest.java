package io.edgemq.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.load.ConnectionEnd;
import io.edgemq.ops.load.ConnectionReport;
import io.edgemq.ops.load.NumberedReadings;
import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameRun;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletenessTest {
  private final FrameRun run = new FrameRun();

  @Test
  void whatWasAcknowledgedAndIsThereIsFound() {
    for (int sequence = 0; sequence < 100; sequence++) {
      reading(0, sequence);
      reading(1, sequence);
    }

    Completeness completeness = over(sent(100, 100), sent(100, 60));

    assertThat(completeness.acknowledged()).isEqualTo(160);
    assertThat(completeness.found()).isEqualTo(160);
    assertThat(completeness.unpromised()).isEqualTo(40);
    assertThat(completeness.missing()).isEmpty();
    assertThat(completeness.duplicates() + completeness.foreign()).isZero();
  }

  @Test
  void aGapIsMissing() {
    for (int sequence : new int[] {0, 1, 3, 6}) {
      reading(1, sequence);
    }

    Completeness completeness = over(sent(0, 0), sent(7, 6), sent(3, 2));

    assertThat(completeness.found()).isEqualTo(3);
    assertThat(completeness.unpromised()).isEqualTo(1);
    assertThat(completeness.missing())
        .containsExactly(new Completeness.Missing(1, 3, 2), new Completeness.Missing(2, 2, 0));
  }

  @Test
  void recordsOverHttpBelongToTheDevicesBehindThoseOfMqtt() {
    reading(0, 0);
    for (int sequence : new int[] {0, 1, 3, 4}) {
      SmallStore.http(run, text(1, sequence, false));
    }
    SmallStore.http(run, text(1, 3, false));

    Completeness completeness = over(List.of(sent(1, 1)), List.of(sent(5, 4), sent(2, 1)));

    assertThat(completeness.acknowledged()).isEqualTo(6);
    assertThat(completeness.found()).isEqualTo(4);
    assertThat(completeness.unpromised()).isEqualTo(1);
    assertThat(completeness.duplicates()).isEqualTo(1);
    assertThat(completeness.foreign()).isZero();
    assertThat(completeness.missing())
        .containsExactly(new Completeness.Missing(1, 1, 2), new Completeness.Missing(2, 1, 0));
  }

  @Test
  void whatCameByTheOtherProtocolIsForeign() {
    reading(1, 0);
    SmallStore.http(run, text(0, 0, false));
    SmallStore.http(run, text(1, 0, false) + "\r");
    SmallStore.http(run, text(1, 1, false));

    Completeness completeness = over(List.of(sent(1, 1)), List.of(sent(1, 1)));

    assertThat(completeness.foreign()).isEqualTo(4);
    assertThat(completeness.found()).isZero();
  }

  @Test
  void aReadingTwiceIsADuplicate() {
    reading(0, 0);
    reading(0, 0);
    reading(0, 0);

    Completeness completeness = over(sent(1, 1));

    assertThat(completeness.duplicates()).isEqualTo(2);
    assertThat(completeness.missing()).isEmpty();
  }

  @Test
  void whatIsNotByteForByteTheReadingIsForeign() {
    String payload = text(0, 0, false);
    SmallStore.mqtt(run, text(0, 0, true), payload.replace("\"temp\":15.00", "\"temp\":15.01"));
    SmallStore.mqtt(run, "sensors/d-0001/temperature", payload);
    SmallStore.mqtt(run, text(0, 0, true), payload + " ");
    SmallStore.mqtt(run, text(0, 0, true), "");
    SmallStore.http(run, payload);
    SmallStore.mqtt(run, "x", "9".repeat(40));
    reading(0, 1);
    reading(7, 0);

    Completeness completeness = over(sent(1, 1));

    assertThat(completeness.foreign()).isEqualTo(8);
    assertThat(completeness.missing()).containsExactly(new Completeness.Missing(0, 1, 0));
  }

  private Completeness over(ConnectionReport... connections) {
    return over(List.of(connections), List.of());
  }

  private Completeness over(List<ConnectionReport> overMqtt, List<ConnectionReport> overHttp) {
    var completeness = new Completeness(overMqtt, overHttp);
    FrameBatch batch = run.finish();
    completeness.add(Arrays.copyOf(batch.bytes(), batch.length()));
    return completeness;
  }

  private void reading(int connection, long sequence) {
    SmallStore.mqtt(run, text(connection, sequence, true), text(connection, sequence, false));
  }

  private static String text(int connection, long sequence, boolean isTopic) {
    var readings = new NumberedReadings();
    ByteBuffer out = ByteBuffer.allocate(readings.messageBytesMax());
    if (isTopic) {
      readings.topic(connection, sequence, out);
    } else {
      readings.payload(connection, sequence, out);
    }
    return new String(out.array(), 0, out.position(), StandardCharsets.US_ASCII);
  }

  private static ConnectionReport sent(long sent, long acknowledged) {
    return new ConnectionReport(sent, acknowledged, 0, ConnectionEnd.DISCONNECTED);
  }
}
