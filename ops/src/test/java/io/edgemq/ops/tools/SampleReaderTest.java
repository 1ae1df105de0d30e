package io.edgemq.ops.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.views.sample.Stretch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleReaderTest {
  private final List<String> messages = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>();
  private final List<Integer> segments = new ArrayList<>();
  private final List<String> damage = new ArrayList<>();
  private int stretchesMax = Integer.MAX_VALUE;
  private final SampleReader reader = new SampleReader(this::take, damage::add);
  @TempDir private Path folder;

  private boolean take(Stretch stretch) {
    FrameReader frames = stretch.frames();
    while (frames.next()) {
      messages.add(new String(stretch.bytes(), frames.messageFrom(), frames.messageBytes(), UTF_8));
    }
    assertThat(frames.stop()).isEqualTo(FrameReader.Stop.END);
    for (long it : stretch.lines()) {
      lines.add(it);
    }
    segments.add(stretch.id().segment());
    return segments.size() < stretchesMax;
  }

  @Test
  void linesAreWhatHttpMakesOfThem() throws IOException {
    read("{}\r\n\n\r\n  \n1\r2\nlast");

    assertThat(messages).containsExactly("{}", "  ", "1\r2", "last");
    assertThat(lines).containsExactly(1L, 4L, 5L, 6L);
    assertThat(reader.isSound()).isTrue();
  }

  @Test
  void linesMayBeLongerThanTheBufferAndComeInPieces() throws IOException {
    String large = "x".repeat(200_000);
    InputStream pieces =
        new SequenceInputStream(
            new ByteArrayInputStream(("a\n" + large).getBytes(UTF_8)),
            new ByteArrayInputStream("yz\nb\n".getBytes(UTF_8)));

    reader.lines("in", pieces, 5, Optional.empty());

    assertThat(messages).containsExactly("a", large + "yz", "b");
  }

  @Test
  void manyLinesAreSeveralSegments() throws IOException {
    read(("x".repeat(1_000) + "\n").repeat(1_200));

    assertThat(messages).hasSize(1_200);
    assertThat(segments).containsExactly(1, 2, 3);
  }

  @Test
  void nothingIsReadBeyondWhatIsWanted() throws IOException {
    stretchesMax = 1;

    read(("x".repeat(1_000) + "\n").repeat(1_200));

    assertThat(segments).containsExactly(1);
  }

  @Test
  void aLineThatIsTooLongIsToldAndWhatIsBeforeItIsRead() throws IOException {
    read("a\n" + "x".repeat(SampleReader.LINE_BYTES_MAX + 1) + "\nb\n");

    assertThat(messages).containsExactly("a");
    assertThat(damage)
        .containsExactly("in: line 2 has more than 16777216 bytes; nothing is read from there on");
    assertThat(reader.isSound()).isFalse();
  }

  @Test
  void linesToATopicAreMqtt() throws IOException {
    List<String> topics = new ArrayList<>();
    var mqtt =
        new SampleReader(
            it -> {
              FrameReader frames = it.frames();
              while (frames.next()) {
                assertThat(frames.format()).isEqualTo(Frame.FORMAT_MQTT);
                assertThat(frames.timestampMs()).isEqualTo(7);
                topics.add(new String(it.bytes(), frames.topicFrom(), frames.topicBytes(), UTF_8));
              }
              return true;
            },
            damage::add);

    mqtt.lines("in", new ByteArrayInputStream("1\n2".getBytes(UTF_8)), 7, Optional.of("a/ä"));

    assertThat(topics).containsExactly("a/ä", "a/ä");
  }

  @Test
  void damageIsToldAndTheFramesAroundItAreRead() throws IOException {
    Path file =
        new SmallStore(folder)
            .sealed(
                "plant",
                run -> {
                  SmallStore.mqtt(run, "a", "11");
                  SmallStore.mqtt(run, "b", "22");
                  SmallStore.mqtt(run, "c", "33");
                });
    SmallStore.damage(file, 22 + 20);

    reader.segment(file);
    reader.segment(folder.resolve("none.wal"));

    assertThat(messages).containsExactly("11", "33");
    assertThat(lines).isEmpty();
    assertThat(damage)
        .satisfiesExactly(
            it ->
                assertThat(it)
                    .endsWith("offset 22: 22 bytes are no frame (its checksum does not fit)"),
            it -> assertThat(it).endsWith("none.wal: there is no such file"));
  }

  private void read(String text) throws IOException {
    reader.lines("in", new ByteArrayInputStream(text.getBytes(UTF_8)), 5, Optional.empty());
  }
}
