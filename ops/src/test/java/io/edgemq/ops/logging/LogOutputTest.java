package io.edgemq.ops.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/// With a context of its own, so that the log of other tests stays as it is.
class LogOutputTest {
  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream stderr = System.err;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(written, true, UTF_8));
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  @AfterEach
  void leave() {
    System.setErr(stderr);
    System.clearProperty("EDGEMQ_LOG_FORMAT");
    context.stop();
  }

  @Test
  void jsonIsAnObjectOnEachLineWithAllThatThereIs() throws IOException {
    Logger log = log("json");

    log.atWarn()
        .addKeyValue("tenant", "acme")
        .setCause(new IllegalStateException("line 1\nline 2"))
        .log("It is \"{}\"\nhere", "so");
    log.debug("not at this level");
    log.info("second");

    String[] lines = written.toString(UTF_8).split("\n", -1);
    assertThat(lines).hasSize(3).endsWith("");
    JsonNode first = new ObjectMapper().readTree(lines[0]);
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly("time", "level", "logger", "thread", "message", "values", "stack_trace");
    assertThat(Instant.parse(first.get("time").asText())).isBefore(Instant.now().plusSeconds(1));
    assertThat(first.get("level").asText()).isEqualTo("WARN");
    assertThat(first.get("logger").asText()).isEqualTo("io.edgemq.some");
    assertThat(first.get("thread").asText()).isEqualTo(Thread.currentThread().getName());
    assertThat(first.get("message").asText()).isEqualTo("It is \"so\"\nhere");
    assertThat(first.at("/values/tenant").asText()).isEqualTo("acme");
    assertThat(first.get("stack_trace").asText())
        .contains("IllegalStateException: line 1\nline 2", "at io.edgemq");
    assertThat(new ObjectMapper().readTree(lines[1]).fieldNames())
        .toIterable()
        .containsExactly("time", "level", "logger", "thread", "message");
  }

  @Test
  void textIsTheSameOnALineForPeople() {
    log("text").warn("It is {}", "so");

    assertThat(written.toString(UTF_8)).matches("\\S+Z WARN  io\\.edgemq\\.some It is so\n");
  }

  private Logger log(String format) {
    System.setProperty("EDGEMQ_LOG_FORMAT", format);
    LogOutput.configure(context);
    return context.getLogger("io.edgemq.some");
  }
}
