package io.edgemq.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.operation.NodeDesk.DrainAnswer;
import io.edgemq.cluster.operation.NodeDesk.DrainAnswer.Outcome;
import io.edgemq.cluster.operation.NodeStatus;
import io.edgemq.ingest.connection.OpenConnections;
import io.edgemq.ops.management.DrainRoutes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperatedNodeTest {
  private static final class FakeDrain implements DrainRoutes.Drain {
    private boolean hasOthers;
    private int starts;

    @Override
    public boolean hasBegun() {
      return starts > 0;
    }

    @Override
    public String label() {
      return hasBegun() ? "moving_logs" : "serving";
    }

    @Override
    public boolean hasOthers() {
      return hasOthers;
    }

    @Override
    public void start() {
      starts++;
    }
  }

  private final FakeDrain drain = new FakeDrain();

  @Test
  void beforeItServesItIsNotDrained() {
    OperatedNode node = node(Optional.empty());

    assertThat(node.drain()).isEqualTo(new DrainAnswer(Outcome.NOT_SERVING, "starting"));
    assertThat(node.status().isServing()).isFalse();
    assertThat(node.status().isDraining()).isFalse();
  }

  @Test
  void theOnlyOneIsNotDrained() {
    OperatedNode node = node(Optional.of(drain));

    assertThat(node.drain()).isEqualTo(new DrainAnswer(Outcome.NO_OTHERS, "serving"));
    assertThat(drain.starts).isZero();
    assertThat(node.status())
        .isEqualTo(new NodeStatus("i1", node.status().version(), List.of("log"), "serving", 0));
    assertThat(node.status().isServing()).isTrue();
  }

  @Test
  void oneOfSeveralIsDrainedOnceAlsoWhenTheOthersHaveGoneMeanwhile() {
    OperatedNode node = node(Optional.of(drain));
    drain.hasOthers = true;

    assertThat(node.drain()).isEqualTo(new DrainAnswer(Outcome.DRAINING, "moving_logs"));
    drain.hasOthers = false;
    assertThat(node.drain()).isEqualTo(new DrainAnswer(Outcome.DRAINING, "moving_logs"));
    assertThat(drain.starts).isOne();
    assertThat(node.status().isDraining()).isTrue();
  }

  private static OperatedNode node(Optional<FakeDrain> drain) {
    return new OperatedNode("i1", List.of("log"), new OpenConnections(), () -> drain);
  }
}
