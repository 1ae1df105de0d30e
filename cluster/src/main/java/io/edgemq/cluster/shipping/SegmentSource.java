package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SealedSegment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;

/// Gives the segments of a [FairQueue] as the graph asks for them. Its materialized value takes
/// segments and results from any thread.
final class SegmentSource
    extends AbstractGraphStageWithMaterializedValue<
        SourceShape<SealedSegment>, SegmentSource.Intake> {
  private final Outlet<SealedSegment> out = Outlet.create("segments");
  private final Supplier<FairQueue> queue;
  private final InstantSource clock;
  private final ShippingMeasures measures;

  /// @param measures told how circuits stand
  SegmentSource(Supplier<FairQueue> queue, InstantSource clock, ShippingMeasures measures) {
    this.queue = queue;
    this.clock = clock;
    this.measures = measures;
  }

  /// How segments come in, and what became of those that went out.
  record Intake(
      AsyncCallback<SealedSegment> sealed,
      AsyncCallback<SealedSegment> shipped,
      AsyncCallback<Failed> failed) {}

  /// A segment that could not be shipped.
  record Failed(SealedSegment segment, FairQueue.Fault fault) {}

  @Override
  public SourceShape<SealedSegment> shape() {
    return SourceShape.of(out);
  }

  @Override
  public Pair<GraphStageLogic, Intake> createLogicAndMaterializedValuePair(Attributes attributes) {
    var logic = new Logic(shape(), queue.get());
    return Pair.create(logic, logic.intake);
  }

  private final class Logic extends TimerGraphStageLogic {
    private static final String RESUME = "resume";

    private final FairQueue queue;
    private final Intake intake;

    Logic(SourceShape<SealedSegment> shape, FairQueue queue) {
      super(shape);
      this.queue = queue;
      this.intake =
          new Intake(
              createAsyncCallback(this::sealed),
              createAsyncCallback(this::shipped),
              createAsyncCallback(this::failed));
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pushNext();
            }
          });
    }

    private void sealed(SealedSegment segment) {
      queue.offer(segment);
      goOn();
    }

    private void shipped(SealedSegment segment) {
      queue.shipped(segment);
      goOn();
    }

    private void failed(Failed failed) {
      queue.failed(failed.segment(), failed.fault());
      goOn();
    }

    @Override
    public void onTimer(Object key) {
      goOn();
    }

    private void goOn() {
      pushNext();
      measures.circuits(queue.circuits());
    }

    private void pushNext() {
      if (!isAvailable(out)) {
        return;
      }
      Optional<SealedSegment> next = queue.poll();
      if (next.isPresent()) {
        push(out, next.get());
      } else {
        queue
            .nextResume()
            .map(at -> Duration.between(clock.instant(), at))
            .ifPresent(wait -> scheduleOnce(RESUME, wait.isNegative() ? Duration.ZERO : wait));
      }
    }
  }
}
