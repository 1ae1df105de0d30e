package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.commit.CommitMarker.ViewCounts;
import io.edgemq.storage.frame.FrameRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptCommandTest {
  private static final String VIEW =
      """
      name: readings
      version: 1
      format: json
      definition:
        columns:
          - { name: temp, expr: { json_path: $.t }, type: bigint }
        transform:
          where: { fn: is_not_null, args: [ { meta: topic } ] }
        output: { format: parquet }
      """;

  private static final String FIRST = "{\"t\":1}";
  private static final int FIRST_BYTES = 17 + 2 + 1 + FIRST.length();

  @TempDir private Path folder;
  private SmallStore store;

  @BeforeEach
  void makeStore() throws IOException {
    store =
        new SmallStore(
            folder,
            (_, _, _) ->
                List.of(
                    new ViewCounts("readings", 1, null, 3, 1, 1, 1, null),
                    new ViewCounts("broken", 2, null, 3, 0, 0, 3, "too many rows"),
                    new ViewCounts("gone", 1, null, 3, 3, 0, 0, null)));
    Files.writeString(folder.resolve("instance-id"), "node-a\n");
    Path definition = store.objects().resolve("control/views/acme/readings/v1.yaml");
    Files.createDirectories(definition.getParent());
    Files.writeString(definition, VIEW);
  }

  private static void frames(FrameRun run) {
    SmallStore.mqtt(run, "a", FIRST);
    SmallStore.mqtt(run, "a", "{\"t\":\"x\"}");
    SmallStore.http(run, "{\"t\":9}");
  }

  @Test
  void aFrameThatIsCommittedIsToldWithItsObjectsAndWhatViewsMadeOfIt() throws IOException {
    store.commit("plant", ReceiptCommandTest::frames);

    ProgramRun run = receipt("acme/plant/node-a/1/1/0");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "committed at 2023-11-14T22:13:20Z, in",
            "  acme/plant/local/node-a/00000001/segments/seg-00000001.wal.zst",
            "view readings/v1: rows 1, filtered 0, dead letters 0",
            "view broken/v2: the view failed in this segment: too many rows",
            "view gone/v1: its definition is not in the object store");

    ProgramRun dead = receipt("acme/plant/node-a/1/1/" + FIRST_BYTES);
    assertThat(dead.out())
        .contains("readings/v1: rows 0, filtered 0, dead letters 1\n  temp: cast, ");
    ProgramRun filtered = receipt("acme/plant/node-a/1/1/" + (2 * FIRST_BYTES + 2));
    assertThat(filtered.out()).contains("readings/v1: rows 0, filtered 1, dead letters 0\n");
  }

  @Test
  void jsonSaysTheSame() throws IOException {
    store.commit("plant", ReceiptCommandTest::frames);
    JsonNode json =
        new ObjectMapper()
            .readTree(receipt("acme/plant/node-a/1/1/" + FIRST_BYTES, "--json").out());

    assertThat(json.path("state").asText()).isEqualTo("committed");
    assertThat(json.path("objects").get(0).asText()).endsWith("seg-00000001.wal.zst");
    assertThat(json.path("views").get(0).path("deadLetters").get(0).asText())
        .startsWith("temp: cast, ");
    assertThat(json.path("views").get(1).path("error").asText()).contains("too many rows");
  }

  @Test
  void aFrameThatIsOnTheDiskIsInAnOpenOrASealedSegment() throws IOException {
    Path file = store.sealed("plant", ReceiptCommandTest::frames);
    ProgramRun open = receipt("acme/plant/node-a/1/1/" + FIRST_BYTES);
    assertThat(open.exitCode()).isZero();
    assertThat(open.out())
        .isEqualTo("durable, in the open segment %s; not committed yet\n".formatted(file));

    store.sealed("plant", ReceiptCommandTest::frames);
    assertThat(receipt("acme/plant/node-a/1/1/0").out()).contains("in the sealed segment " + file);
    assertThat(receipt("acme/plant/node-a/1/1/0", "--json").out()).contains("\"sealed\"");
  }

  @ParameterizedTest
  @CsvSource({
    "acme/plant/node-a/1/1/1, no frame begins at this offset",
    "acme/plant/node-a/1/1/9999999999, no frame begins at this offset",
    "acme/lab/node-a/1/1/1, no frame begins at this offset",
    "acme/lab/node-b/1/1/0, node with the instance id node-b",
    "acme/plant/node-a/1/2/0, has no marker in the object store",
    "acme/plant/node-a/1-1/1/0, has no marker in the object store",
    "other/plant/node-a/1/1/0, has no marker in the object store",
  })
  void whatIsNotFoundIsToldSo(String receipt, String why) throws IOException {
    store.commit("plant", ReceiptCommandTest::frames);
    store.sealed("lab", ReceiptCommandTest::frames);

    ProgramRun run = receipt(receipt);
    assertThat(run.exitCode()).isEqualTo(Main.FAULT);
    assertThat(run.out()).startsWith("unknown: ").contains(why);
    assertThat(receipt(receipt, "--json").out()).contains("\"unknown\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "acme/plant", "acme/plant/node-a/0/1/0", "../plant/node-a/1/1/0"})
  void whatIsNoReceiptIsWrongUsage(String text) {
    ProgramRun run = receipt(text);

    assertThat(run.exitCode()).isEqualTo(Main.USAGE);
    assertThat(run.err()).contains("is no receipt; allowed: TENANT/ENDPOINT/INSTANCE/");
  }

  private ProgramRun receipt(String receipt, String... options) {
    String[] all = new String[options.length + 6];
    all[0] = "receipt";
    all[1] = receipt;
    all[2] = "-D";
    all[3] = "data-dir=" + folder;
    all[4] = "-D";
    all[5] = "object-store.folder.path=" + store.objects();
    System.arraycopy(options, 0, all, 6, options.length);
    return ProgramRun.of(all);
  }
}
