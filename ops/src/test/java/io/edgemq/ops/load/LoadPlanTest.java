package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadPlanTest {
  private static LoadPlan.Builder plan() {
    return LoadPlan.to("localhost", 1883, new FixedMessages(12));
  }

  @Test
  void theDefaultsMakeAPlan() {
    LoadPlan plan = plan().build();

    assertThat(plan.connections()).isEqualTo(1);
    assertThat(plan.protocol()).isEqualTo(new LoadProtocol.Mqtt(1, 4, "load-", 0));
    assertThat(plan.transport()).isEqualTo(LoadTransport.TCP);
    assertThat(plan.afterReset()).isEqualTo(AfterReset.END);
    assertThat(plan.share(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(plan.isPaced()).isFalse();
  }

  @Test
  void theSharesMakeUpTheWhole() {
    LoadPlan plan = plan().connections(7).messages(100).build();

    assertThat(IntStream.range(0, 7).mapToLong(plan::share))
        .containsExactly(15L, 15L, 14L, 14L, 14L, 14L, 14L);
  }

  static Stream<Arguments> badPlans() {
    return Stream.of(
        Arguments.of("connections", plan().connections(0)),
        Arguments.of("threads", plan().threads(0)),
        Arguments.of("threads", plan().connections(3).threads(4)),
        Arguments.of("window", plan().window(0)),
        Arguments.of("window", plan().window(65_536)),
        Arguments.of("qos", plan().qos(2)),
        Arguments.of("qos", plan().qos(-1)),
        Arguments.of("protocolLevel", plan().protocolLevel(3)),
        Arguments.of("messages", plan().messages(-1)),
        Arguments.of("messagesPerSecond", plan().messagesPerSecond(-0.5)),
        Arguments.of("messagesPerSecond", plan().messagesPerSecond(Double.NaN)),
        Arguments.of("messagesPerSecond", plan().messagesPerSecond(Double.POSITIVE_INFINITY)),
        Arguments.of("bunch", plan().bunch(0)),
        Arguments.of("duration", plan().duration(Duration.ofNanos(-1))),
        Arguments.of("duration", plan().duration(Duration.ofDays(366))),
        Arguments.of("connectMax", plan().connectMax(Duration.ZERO)),
        Arguments.of("drainMax", plan().drainMax(Duration.ofNanos(-1))),
        Arguments.of("keepAliveSeconds", plan().keepAliveSeconds(65_536)),
        Arguments.of("clientIdPrefix", plan().clientIdPrefix("x".repeat(201))),
        Arguments.of(
            "batch * source",
            LoadPlan.to("localhost", 80, new FixedMessages(3_000)).http("/ingest", 100_000)),
        Arguments.of(
            "transport", plan().http("/ingest", 1).transport(LoadTransport.TCP.webSocket())),
        Arguments.of("host", LoadPlan.to(" ", 1883, new FixedMessages(12))));
  }

  @ParameterizedTest
  @MethodSource("badPlans")
  void aBadValueIsRefusedByName(String name, LoadPlan.Builder bad) {
    assertThatIllegalArgumentException().isThrownBy(bad::build).withMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536})
  void aFixedPortMustBeOne(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadPlan.to("localhost", port, new FixedMessages(12)))
        .withMessageContaining("port");
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 0, 300_000_000})
  void fixedMessagesOfAnImpossibleSizeAreRefused(int bytes) {
    assertThatIllegalArgumentException().isThrownBy(() -> new FixedMessages(bytes));
  }

  @ParameterizedTest
  @CsvSource({"ingest,1,target", "'/in gest',1,target", "/ingest,0,batch", "/ingest,100001,batch"})
  void whatNoRequestCanBeMadeOfIsRefusedByName(String target, int batch, String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan().http(target, batch))
        .withMessageContaining(name);
  }

  @Test
  void aPathThatNoRequestCanBeMadeOfIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadTransport.TCP.webSocket("mqtt"))
        .withMessageContaining("target");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"})
  void aFileWithoutCertificatesIsNamed(String text, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), text);

    assertThatIOException()
        .isThrownBy(() -> LoadTls.trusting(file))
        .withMessageContaining(file.toString());
  }

  @Test
  void anEmptyKeyIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Credentials.of("me", ""));
  }
}
