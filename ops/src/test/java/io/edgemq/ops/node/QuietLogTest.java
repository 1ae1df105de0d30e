package io.edgemq.ops.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.typesafe.config.ConfigFactory;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.ops.settings.SettingsLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Keys and payloads are in no log, whatever clients do.
class QuietLogTest {
  private static final String KEY = "ing_live_" + "SecretKey0".repeat(4);
  private static final String WRONG = "ing_live_" + "WrongKey00".repeat(4);
  private static final String PAYLOAD = "PayloadOfMine";

  @TempDir private Path folder;

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final Lines lines = new Lines();

  /// What is logged, with stack traces.
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final Queue<String> all = new ConcurrentLinkedQueue<>();
    private final PatternLayout layout = new PatternLayout();

    @Override
    protected void append(ILoggingEvent event) {
      all.add(layout.doLayout(event));
    }
  }

  @AfterEach
  void leave() {
    root.detachAppender(lines);
    root.setLevel(before);
  }

  @Test
  void noKeyAndNoPayloadIsLogged() throws Exception {
    root.setLevel(Level.DEBUG); // what is logged at the other levels is among it
    lines.layout.setContext(root.getLoggerContext());
    lines.layout.setPattern("%level %logger %msg %kvp %ex%n");
    lines.layout.start();
    lines.setContext(root.getLoggerContext());
    lines.start();
    root.addAppender(lines);
    Node node = Node.start(settings());
    try {
      HostPort mqtt = node.address(Service.MQTT).orElseThrow();
      exchange(mqtt, connect(KEY), publish(PAYLOAD), new byte[] {(byte) 0xF0, 0});
      exchange(mqtt, connect(KEY), publish(PAYLOAD), new byte[] {0x30, 2, 0, 9});
      exchange(mqtt, connect(KEY), connect(KEY));
      exchange(mqtt, connect(WRONG), publish(PAYLOAD));
      exchange(mqtt, publish(PAYLOAD));
      HostPort http = node.address(Service.HTTP).orElseThrow();
      exchange(http, post("X-API-Key: " + KEY, PAYLOAD));
      exchange(http, post("X-API-Key: " + WRONG, PAYLOAD));
      exchange(http, post("Authorization: Bearer " + KEY, "[{\"a\":\"" + PAYLOAD));
      exchange(http, post("X-API-Key: " + KEY + "\r\nContent-Encoding: gzip", PAYLOAD));
      exchange(http, post("X-API-Key: " + KEY + "\r\nBad Header: " + PAYLOAD, PAYLOAD));
      exchange(http, PAYLOAD.getBytes(UTF_8));
    } finally {
      node.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    assertThat(lines.all)
        .anyMatch(it -> it.contains("is refused with"))
        .anyMatch(it -> it.startsWith("INFO "));
    assertThat(lines.all)
        .noneMatch(it -> it.contains("SecretKey0"))
        .noneMatch(it -> it.contains("WrongKey00"))
        .noneMatch(it -> it.contains(PAYLOAD));
  }

  /// Sends all, and reads until the other side closes or says nothing more.
  private static void exchange(HostPort to, byte[]... packets) throws IOException {
    try (var socket = new Socket(to.host(), to.port())) {
      socket.setSoTimeout(300);
      for (byte[] packet : packets) {
        socket.getOutputStream().write(packet);
      }
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (SocketException | SocketTimeoutException _) {
      // it was cut off, or it is still open
    }
  }

  private static byte[] connect(String key) {
    byte[] password = key.getBytes(UTF_8);
    var packet = new ByteArrayOutputStream();
    packet.write(0x10);
    packet.write(10 + 3 + 3 + 2 + password.length);
    packet.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, (byte) 0xC2, 0, 0});
    packet.writeBytes(new byte[] {0, 1, 'c', 0, 1, 'u', 0, (byte) password.length});
    packet.writeBytes(password);
    return packet.toByteArray();
  }

  private static byte[] publish(String payload) {
    byte[] message = payload.getBytes(UTF_8);
    var packet = new ByteArrayOutputStream();
    packet.writeBytes(new byte[] {0x32, (byte) (5 + message.length), 0, 1, 't', 0, 1});
    packet.writeBytes(message);
    return packet.toByteArray();
  }

  private static byte[] post(String headers, String body) {
    return "POST /ingest HTTP/1.1\r\nHost: h\r\n%s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(headers, body.length(), body)
        .getBytes(UTF_8);
  }

  private NodeSettings settings() {
    String text =
        """
        edgemq {
          data-dir = %s, mqtt.port = 0, http.port = 0, management.port = off
          wrong-keys.delay-max = 0 s
          bootstrap.tenants.acme {
            plan = pro, endpoints.plant { outputs = [segment, parquet] }
            keys = [ { name = device, endpoint = plant, key = %s } ]
          }
        }
        """
            .formatted(folder, KEY);
    return switch (SettingsLoader.load(ConfigFactory.parseString(text), List.of())) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }
}
