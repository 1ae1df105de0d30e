package io.edgemq.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Answers that a server gives only in trouble, and a look at what was asked.
final class CannedS3 implements AutoCloseable {
  /// A request.
  ///
  /// @param target path and query
  record Asked(String method, String target, Headers headers, String body) {}

  /// An answer.
  record Answer(int status, Map<String, String> headers, String body) {
    static Answer ok(String body) {
      return new Answer(200, Map.of("ETag", "\"e\""), body);
    }

    static Answer error(int status, String code, String message) {
      return new Answer(
          status,
          Map.of("Content-Type", "application/xml"),
          "<Error><Code>%s</Code><Message>%s</Message><RequestId>R7</RequestId></Error>"
              .formatted(code, message));
    }

    static Answer bare(int status) {
      return new Answer(status, Map.of(), "");
    }
  }

  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  CannedS3(Function<Asked, Answer> answers) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", exchange -> answer(exchange, answers));
    server.start();
  }

  private void answer(HttpExchange exchange, Function<Asked, Answer> answers) throws IOException {
    var request =
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders(),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    asked.add(request);
    Answer answer = answers.apply(request);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = answer.body().getBytes(UTF_8);
    boolean isBare = request.method().equals("HEAD") || body.length == 0;
    exchange.sendResponseHeaders(answer.status(), isBare ? -1 : body.length);
    if (!isBare) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// What was asked, in order.
  List<Asked> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
