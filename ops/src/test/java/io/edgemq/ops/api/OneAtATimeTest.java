package io.edgemq.ops.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OneAtATimeTest {
  private static final ApiRequest REQUEST =
      new ApiRequest(null, Optional.empty(), Map.of(), Map.of(), Map.of(), new byte[0]);

  @Test
  void theSecondIsToldToComeBackUntilTheFirstIsDone() throws Exception {
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var one =
        new OneAtATime(
            "a preview",
            _ -> {
              entered.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return ApiAnswer.empty(204);
            });
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ApiAnswer> first = executor.submit(() -> one.answer(REQUEST));
      assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();

      ApiAnswer second = one.answer(REQUEST);
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.headers()).containsEntry("Retry-After", "5");

      release.countDown();
      assertThat(first.get(30, TimeUnit.SECONDS).status()).isEqualTo(204);
    }
    assertThat(one.answer(REQUEST).status()).isEqualTo(204);
  }

  @Test
  void oneThatFailsLetsTheNextIn() {
    var one =
        new OneAtATime(
            "a preview",
            _ -> {
              throw new IOException("away");
            });

    assertThatThrownBy(() -> one.answer(REQUEST)).hasMessage("away");
    assertThatThrownBy(() -> one.answer(REQUEST)).hasMessage("away");
  }
}
