package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.frame.FrameRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ReplayCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  @TempDir private Path folder;
  private SmallStore store;

  @BeforeEach
  void makeStore() {
    store = new SmallStore(folder);
  }

  @Test
  void everyFrameIsALineWithItsPosition() throws IOException {
    store.commit(
        "plant",
        2,
        List.of(
            run -> SmallStore.mqtt(run, "sensors/ä", "{\"t\":1}"),
            run -> {
              SmallStore.http(run, "line");
              SmallStore.mqtt(run, "raw", new byte[] {(byte) 0xC3, 0x28});
            }));

    ProgramRun run = replay();

    String start =
        "{\"tenant\":\"acme\",\"endpoint\":\"plant\",\"instance\":\"node-a\",\"partition\":2,"
            + "\"epoch\":1,\"segment\":";
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            start
                + "1,\"offset\":0,\"ts\":1700000000000,\"format\":3,\"topic\":\"sensors/ä\","
                + "\"payload\":\"{\\\"t\\\":1}\"}\n"
                + start
                + "2,\"offset\":0,\"ts\":1700000000000,\"format\":0,\"topic\":null,"
                + "\"payload\":\"line\"}\n"
                + start
                + "2,\"offset\":21,\"ts\":1700000000000,\"format\":3,\"topic\":\"raw\","
                + "\"payload_base64\":\"wyg=\"}\n");
    assertThat(run.err()).contains("segments read  2").contains("frames  ");
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00.002Z,1970-01-01T00:00:00.005Z,2 3 4",
    "1970-01-01T01:00:00.002+01:00,1970-01-01T01:00:00.003+01:00,2",
    "1970-01-01T00:00:00.001000001Z,1970-01-01T00:00:00.003000001Z,2 3",
    "1970-01-01T00:00:00.006Z,1970-01-01T00:01Z,6",
    "1970-01-01T00:00:01Z,1970-01-01T00:00:02Z,''"
  })
  void theRangeIsHalfOpen(String from, String to, String expected) throws IOException {
    store.commit("plant", 0, List.of(at(1, 2), at(3, 4), at(5, 6)));

    assertThat(replay("--from", from, "--to", to).exitCode()).isZero();
    assertThat(String.join(" ", payloads())).isEqualTo(expected);
  }

  @Test
  void aSegmentOutsideOfTheRangeIsNotOpened() throws IOException {
    Path epoch = store.commit("plant", 0, List.of(at(1, 2), at(3, 4)));
    Files.delete(epoch.resolve("segments/seg-00000001.wal.zst"));

    ProgramRun run = replay("--from", "1970-01-01T00:00:00.003Z");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(payloads()).containsExactly("3", "4");
  }

  @Test
  void framesOfALogAreInItsOrderWhateverTheirTimes() throws IOException {
    store.commit("plant", 0, List.of(at(5, 3, 9), at(4, 8)));

    replay();

    assertThat(payloads()).containsExactly("5", "3", "9", "4", "8");
  }

  @Test
  void epochsAreInTheOrderInWhichTheyWereOpened() throws IOException {
    var other = new SmallStore(folder, "a-node");
    store.commit("plant", 0, List.of(at(10, 11), at(19)));
    other.commit("plant", 0, List.of(at(20), at(29)));
    store.commit("plant", 0, List.of(at(30, 31)));
    store.commit("plant", 0, List.of(at(5, 6))); // its clock was set back
    other.commit("plant", 0, List.of(at(40)));

    replay();

    assertThat(payloads())
        .containsExactly("10", "11", "19", "20", "29", "30", "31", "5", "6", "40");
  }

  @Test
  void partitionsAreMergedByTime() throws IOException {
    store.commit("plant", 0, List.of(at(10, 20, 30), at(60, 70)));
    store.commit("plant", 1, List.of(at(15, 25), at(65)));
    store.commit("plant", 2, List.of(at(62, 5)));

    replay();

    assertThat(payloads())
        .containsExactly("10", "15", "20", "25", "30", "60", "62", "5", "65", "70");
  }

  @Test
  void endpointsComeOneAfterAnother() throws IOException {
    store.commit("plant", 0, List.of(at(1, 3)));
    store.commit("lab", 0, List.of(at(2, 4)));

    replay();

    assertThat(payloads()).containsExactly("2", "4", "1", "3");
  }

  @Test
  void onlyTopicsThatMatchAreReplayed() throws IOException {
    store.commit(
        "plant",
        run -> {
          SmallStore.mqtt(run, "a/1/t", "1");
          SmallStore.mqtt(run, "a/1/u", "2");
          SmallStore.http(run, "3");
          SmallStore.mqtt(run, "b", "4");
        });

    replay("--topic", "a/+/t", "--topic", "b/#");

    assertThat(payloads()).containsExactly("1", "4");
  }

  @ParameterizedTest
  @CsvSource({"2,0,21 30 40", "1,22,20 21 30 40", "2,22,30 40", "3,0,40", "3,22,40"})
  void itGoesOnBehindAPosition(int segment, int offset, String expected) throws IOException {
    store.commit("plant", 0, List.of(at(1)));
    store.commit("plant", 0, List.of(at(10, 11), at(20, 21), at(30)));
    store.commit("plant", 0, List.of(at(40)));

    ProgramRun run =
        replay(
            "--after",
            "acme/plant/local/node-a/00000002/seg-0000000%d@%d".formatted(segment, offset));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(String.join(" ", payloads())).isEqualTo(expected);
  }

  @Test
  void whatCannotBeReadIsToldAndHoldsBackNothingElse() throws IOException {
    Path epoch = store.commit("plant", 0, List.of(at(1), at(2), at(3), at(4)));
    SmallStore.damage(epoch.resolve("segments/seg-00000002.wal.zst"), 20);
    Files.writeString(epoch.resolve("commits/seg-00000003.json"), "{}");
    Path gone = store.commit("plant", 0, List.of(at(5)));
    Files.writeString(gone.resolve("commits/seg-00000001.json"), "");

    ProgramRun run = replay();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(payloads()).containsExactly("1", "4");
    assertThat(run.err())
        .contains("3 segments not replayed:")
        .contains("seg-00000002.wal.zst is not the object that its marker speaks of")
        .contains("00000001/commits/seg-00000003.json: is no readable marker: ")
        .contains("00000002/commits/seg-00000001.json: is no readable marker: ");
  }

  @Test
  void aReaderThatHasEnoughIsNoFault() throws IOException {
    store.commit(
        "plant",
        run -> {
          for (int i = 0; i < 5000; i++) {
            SmallStore.mqtt(run, "a", "message " + i);
          }
        });

    ProgramRun run = replay(new ClosedPipe());

    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "--from,yesterday,--from is no time",
    "--to,2026-11-23T09:00:00,--to is no time",
    "--topic,a/#/b,is no filter",
    "--after,seg-1,is no position",
    "--to-url,mqtt://localhost,is not http://HOST:PORT"
  })
  void whatCannotBeMeantIsWrongUsage(String option, String value, String message)
      throws IOException {
    store.commit("plant", 0, List.of(at(1)));

    ProgramRun run = ProgramRun.of("replay", store.objects().toString(), option, value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void aPlaceWhereNothingWasCommittedIsAFault() throws IOException {
    assertThat(ProgramRun.of("replay", folder.toString()).err()).contains("no commit marker found");
    store.commit("plant", 0, List.of(at(1)));
    ProgramRun run =
        ProgramRun.of("replay", store.objects().toString(), "--after", "x/00000009/seg-00000001@0");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("there is no such epoch");
  }

  /// Messages whose text is their time.
  private static Consumer<FrameRun> at(long... timesMs) {
    return run -> {
      for (long ms : timesMs) {
        byte[] both = ("t" + ms).getBytes(UTF_8);
        run.addMqtt(ms, both, 0, 1, 1, both.length - 1);
      }
    };
  }

  private ProgramRun replay(String... options) {
    return replay(out, options);
  }

  private ProgramRun replay(OutputStream to, String... options) {
    var arguments = new ArrayList<>(List.of(store.objects().toString()));
    arguments.addAll(List.of(options));
    return ProgramRun.of(
        new CommandLine(new ReplayCommand(to, (_, _) -> {})), arguments.toArray(String[]::new));
  }

  private List<String> payloads() {
    return out.toString(UTF_8)
        .lines()
        .map(it -> it.replaceFirst(".*\"payload\":\"([^\"]*)\"}$", "$1"))
        .toList();
  }

  /// What `| head` leaves behind.
  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
