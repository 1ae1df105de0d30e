package io.edgemq.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RequestOrderTest {
  private final RequestOrder order = new RequestOrder();
  private final List<String> begun = new ArrayList<>();
  private final CompletableFuture<String> answer = new CompletableFuture<>();

  @Test
  void oneThatIsReceivedBeforeThoseAheadOfItWaits() {
    var first = new CompletableFuture<String>();
    var second = new CompletableFuture<String>();
    add(first);
    add(second);
    add(CompletableFuture.completedFuture("3"));
    second.complete("2");
    assertThat(begun).isEmpty();

    first.complete("1");

    assertThat(begun).containsExactly("1", "2", "3");
  }

  @Test
  void nobodyWaitsForTheAnswersOfOthers() {
    CompletionStage<String> first = add(CompletableFuture.completedFuture("1"));
    CompletionStage<String> second = add(CompletableFuture.completedFuture("2"));
    assertThat(begun).containsExactly("1", "2");
    assertThat(first.toCompletableFuture()).isNotDone();

    answer.complete("answer");

    assertThat(first.toCompletableFuture()).isCompletedWithValue("answer");
    assertThat(second.toCompletableFuture()).isCompletedWithValue("answer");
  }

  @Test
  void oneThatFailsHoldsUpNobody() {
    CompletionStage<String> failed = add(CompletableFuture.failedFuture(new Exception("a test")));
    add(CompletableFuture.completedFuture("2"));

    assertThat(begun).containsExactly("2");
    assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
  }

  private CompletionStage<String> add(CompletableFuture<String> received) {
    return order.behindOthers(
        received,
        it -> {
          begun.add(it);
          return answer;
        });
  }
}
