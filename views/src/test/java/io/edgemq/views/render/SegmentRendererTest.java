package io.edgemq.views.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.parquet.Segment;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentRendererTest {
  private static final ViewDefinition READINGS =
      Rendered.view(
          """
          name: readings
          version: 2
          format: json
          definition:
            columns:
              - { name: device, expr: { json_path: $.d }, type: varchar, required: true }
              - { name: temp, expr: { json_path: $.t }, type: double }
            output:
              format: parquet
              partition_by:
                - { name: site, expr: { json_path: $.s }, type: varchar }
          """);
  @TempDir private Path folder;

  @Test
  void oneVersionOfAllThereIs() throws IOException, SQLException {
    byte[] segment =
        new Segment()
            .mqtt("a", "{\"d\":\"x\",\"t\":1.5,\"s\":\"north\"}")
            .mqtt("a", "{\"d\":\"y\",\"t\":2,\"s\":\"south\"}")
            .http("{\"d\":\"z\"}")
            .mqtt("b", "{\"t\":2,\"s\":\"south\"}")
            .mqtt("b", "no")
            .bytes();

    Rendered rendered = new Rendered(folder, settings(), segment, READINGS);

    assertThat(rendered.outcomes)
        .containsExactly(new ViewOutcome(new ViewCounts(5, 5, 3, 0, 2), Optional.empty()));
    assertThat(rendered.names)
        .containsExactly(
            "RAW -1  5",
            "VIEW 0 site=north 1",
            "VIEW 0 site=south 1",
            "VIEW 0 site=__HIVE_DEFAULT_PARTITION__ 1",
            "DEAD_LETTERS 0  2");
    assertThat(
            rendered.query(
                """
                SELECT device, temp, site FROM read_parquet('VIEW0/*/*.parquet', \
                hive_partitioning = true) ORDER BY device
                """))
        .containsExactly(
            "x | 1.5 | north", "y | 2.0 | south", "z | null | __HIVE_DEFAULT_PARTITION__");
    assertThat(
            rendered.query(
                """
                SELECT epoch_ms(l.timestamp) - epoch_ms(r.timestamp), l.format, l.topic,
                  l.payload = r.payload, view, view_version, "column", reason, detail, item_index
                FROM 'DEAD0/seg.parquet' l JOIN 'RAW/seg.parquet' r USING (segment_offset)
                ORDER BY segment_offset
                """))
        .satisfiesExactly(
            it ->
                assertThat(it)
                    .isEqualTo(
                        "0 | 3 | b | true | readings | 2 | device | required"
                            + " | it is required, and null | null"),
            it ->
                assertThat(it).startsWith("0 | 3 | b | true | readings | 2 | null | not_json | "));
  }

  private RenderSettings settings() {
    return RenderSettings.of(3, folder.resolve("spill"));
  }
}
