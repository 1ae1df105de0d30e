package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.multijvm.Committed.Place;
import io.edgemq.multijvm.RawHttp.Accepted;
import io.edgemq.multijvm.RawHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Readings over HTTP: each client posts its own in batches of different size and form, the next
/// batch when the one before it is accepted, and the same again until it is.
final class HttpTraffic implements Traffic {
  /// Requests of each client after which it gets on well.
  private static final int REQUESTS = 5;

  private static final int BATCH_MAX = 100;
  private static final long RETRY_MILLIS = 100;

  private final String endpoint;
  private final String key;
  private final int first;
  private final Duration pause;
  private final List<Poster> posters;
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Traffic for one endpoint.
  ///
  /// @param endpoint `tenant/endpoint`
  /// @param key of a device that publishes there
  /// @param first number of the first client, in its readings
  HttpTraffic(String endpoint, String key, int first, int clients) {
    this(endpoint, key, first, clients, Duration.ZERO);
  }

  /// @param pause of a client behind each request
  HttpTraffic(String endpoint, String key, int first, int clients, Duration pause) {
    this.endpoint = endpoint;
    this.key = key;
    this.first = first;
    this.pause = pause;
    posters = IntStream.range(first, first + clients).mapToObj(Poster::new).toList();
  }

  @Override
  public void start(ToIntFunction<Way> ports) {
    for (Poster poster : posters) {
      poster.ports = ports;
      running.add(threads.submit(poster));
    }
    threads.shutdown();
  }

  @Override
  public Await.Condition gettingOn() {
    Map<Poster, Integer> enough = new HashMap<>();
    posters.forEach(it -> enough.put(it, it.requests.get() + REQUESTS));
    return () -> {
      for (Future<?> one : running) {
        if (one.isDone()) {
          one.get(); // throws what ended it
        }
      }
      return enough.entrySet().stream().allMatch(it -> it.getKey().requests.get() >= it.getValue());
    };
  }

  @Override
  public String endpoint() {
    return endpoint;
  }

  @Override
  public void stop() {
    posters.forEach(it -> it.isToStop = true);
  }

  @Override
  public void awaitEnd() throws Exception {
    for (Future<?> one : running) {
      one.get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /// Every request must also be where its answer says.
  @Override
  public Readings.Outcome outcome(Readings readings) throws IOException {
    Map<Place, String> places = new HashMap<>();
    posters.forEach(it -> places.putAll(it.places));
    Committed.visit(
        readings.objects(),
        (marker, frame, raw) -> {
          if (Committed.endpoint(marker).equals(endpoint)) {
            String expected = places.remove(Place.of(marker, frame));
            if (expected != null) {
              assertThat(Committed.payload(frame, raw)).isEqualTo(expected);
            }
          }
        });
    assertThat(places).as("places that hold no frame").isEmpty();
    return readings.outcome(
        endpoint,
        first,
        posters.stream().map(it -> new Readings.Share(it.sent, it.accepted)).toList());
  }

  @Override
  public String toString() {
    return "%s over HTTP, %d clients, %d requests, %d failed attempts"
        .formatted(
            endpoint,
            posters.size(),
            posters.stream().mapToInt(it -> it.requests.get()).sum(),
            failures.get());
  }

  private final class Poster implements Callable<Void> {
    private final int number;
    private final Random sizes;
    private final Map<Place, String> places = new HashMap<>();
    private ToIntFunction<Way> ports = _ -> 0;
    private int sent;
    private int accepted;
    private @Nullable RawHttp connection;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean isToStop;

    Poster(int number) {
      this.number = number;
      sizes = new Random(number);
    }

    @Override
    public Void call() throws Exception {
      try {
        while (!isToStop) {
          int records = 1 + sizes.nextInt(BATCH_MAX);
          String request = request(records);
          sent = accepted + records;
          while (!isAccepted(request, records) && !isToStop) {
            Thread.sleep(RETRY_MILLIS);
          }
          Thread.sleep(pause);
        }
        return null;
      } finally {
        disconnect();
      }
    }

    private String request(int records) {
      List<String> readings =
          IntStream.range(accepted, accepted + records)
              .mapToObj(it -> Readings.reading(number, it))
              .toList();
      return switch (number % 3) {
        case 0 -> RawHttp.post(key, "application/x-ndjson", String.join("\n", readings));
        case 1 -> RawHttp.post(key, "application/json", readings.toString());
        default ->
            RawHttp.head(
                    key, "Content-Type: application/vnd.recordio", "Transfer-Encoding: chunked")
                + RawHttp.chunk(
                    readings.stream().map(RawHttp::recordIo).collect(Collectors.joining()))
                + RawHttp.chunk("");
      };
    }

    private boolean isAccepted(String request, int records) throws IOException {
      Answer answer;
      try {
        RawHttp client = connection == null ? RawHttp.open(ports.applyAsInt(Way.WS)) : connection;
        connection = client;
        client.send(request);
        answer = client.read();
      } catch (IOException _) {
        disconnect();
        failures.incrementAndGet();
        return false;
      }
      if (answer.status() == 503) {
        disconnect();
        return false;
      }
      Accepted known = answer.accepted();
      assertThat(known.records()).isEqualTo(records);
      assertThat(known.endpoint()).isEqualTo(endpoint);
      places.put(known.place(), Readings.reading(number, accepted));
      accepted += records;
      requests.incrementAndGet();
      return true;
    }

    private void disconnect() throws IOException {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    }
  }
}
