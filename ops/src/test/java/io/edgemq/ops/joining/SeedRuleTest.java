package io.edgemq.ops.joining;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.joining.SeedRule.Step.GoOn;
import io.edgemq.ops.joining.SeedRule.Step.Join;
import io.edgemq.ops.joining.SeedRule.Step.TooFew;
import io.edgemq.ops.joining.SeedRule.Step.Unsettled;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeedRuleTest {
  private static final HostPort A = new HostPort("a.test", 2552);
  private static final HostPort A_LOWER = new HostPort("a.test", 2551);
  private static final HostPort B = new HostPort("b.test", 2551);

  private final SeedRule rule = new SeedRule(2);

  @Test
  void fewerThanNeededLeadToNothing() {
    assertThat(rule.next(List.of())).isEqualTo(new TooFew(0));
    assertThat(rule.next(List.of(A))).isEqualTo(new TooFew(1));
    assertThat(rule.next(List.of(A, A))).as("one address twice").isEqualTo(new TooFew(1));
  }

  @Test
  void anAnswerCountsWhenTheNextIsTheSame() {
    assertThat(rule.next(List.of(A, B))).isEqualTo(new Unsettled());
    assertThat(rule.next(List.of(B, A_LOWER, A))).isEqualTo(new Unsettled());
    assertThat(rule.next(List.of(A_LOWER, A, B))).isEqualTo(new Join(List.of(A_LOWER, A, B)));
  }

  @Test
  void theOrderIsTheSameWhateverTheAnswersOrderWas() {
    rule.next(List.of(B, A, A_LOWER));

    assertThat(rule.next(List.of(A, B, A_LOWER))).isEqualTo(new Join(List.of(A_LOWER, A, B)));
  }

  @Test
  void theSameAnswerIsJoinedOnce() {
    rule.next(List.of(A, B));
    rule.next(List.of(A, B));

    assertThat(rule.next(List.of(B, A))).isEqualTo(new GoOn());
  }

  @Test
  void anotherAnswerIsJoinedInstead() {
    rule.next(List.of(A, B));
    rule.next(List.of(A, B));

    assertThat(rule.next(List.of(A_LOWER, B))).isEqualTo(new Unsettled());
    assertThat(rule.next(List.of(A_LOWER, B))).isEqualTo(new Join(List.of(A_LOWER, B)));
  }

  @Test
  void whatIsTriedIsTriedOnWhenDnsIsAwayForAWhile() {
    rule.next(List.of(A, B));
    rule.next(List.of(A, B));

    assertThat(rule.next(List.of())).isEqualTo(new TooFew(0));
    assertThat(rule.next(List.of(A, B))).isEqualTo(new Unsettled());
    assertThat(rule.next(List.of(A, B))).isEqualTo(new GoOn());
  }

  @Test
  void aLongListIsCutBehindItsOrder() {
    List<HostPort> many =
        IntStream.range(0, 100).mapToObj(n -> new HostPort("n.test", 100 - n)).toList();
    rule.next(many);

    List<HostPort> seeds = ((Join) rule.next(many)).seeds();
    assertThat(seeds).hasSize(SeedRule.SEEDS_MAX);
    assertThat(seeds.getFirst()).isEqualTo(new HostPort("n.test", 1));
    assertThat(seeds.getLast()).isEqualTo(new HostPort("n.test", SeedRule.SEEDS_MAX));
  }
}
