package io.edgemq.cluster.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.wal.EndpointWal.Attach.Kind;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.storage.wal.SyncMode;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class AttachmentsTest {
  private static final WalSettings SETTINGS =
      new WalSettings(
          SyncMode.ALWAYS,
          Duration.ofMillis(100),
          1000,
          100,
          500,
          10_000,
          0,
          2,
          Duration.ofMillis(10),
          Duration.ofMinutes(2));

  private final Attachments attachments = new Attachments(2, SETTINGS);
  private final ActorRef<AttachReply> first = TestInbox.<AttachReply>create("first").getRef();
  private final ActorRef<AttachReply> second = TestInbox.<AttachReply>create("second").getRef();
  private final ActorRef<AttachReply> third = TestInbox.<AttachReply>create("third").getRef();

  @Test
  void oneMoreThanThePlanAllowsIsFull() {
    assertThat(attachments.attach("a", first, Kind.FIRST)).isEqualTo(added());
    assertThat(attachments.attach("b", second, Kind.FIRST)).isEqualTo(added());
    assertThat(attachments.attach("c", third, Kind.FIRST))
        .isEqualTo(new Attachments.Outcome.Full());

    attachments.detach(first);
    assertThat(attachments.attach("c", third, Kind.FIRST)).isEqualTo(added());
  }

  @Test
  void theSameClientIdTakesOverAndNeedsNoFurtherPlace() {
    attachments.attach("a", first, Kind.FIRST);
    attachments.attach("b", second, Kind.FIRST);

    assertThat(attachments.attach("a", third, Kind.FIRST))
        .isEqualTo(new Attachments.Outcome.Added(Optional.of(first)));
    attachments.detach(first);
    assertThat(attachments.attach("a", second, Kind.FIRST))
        .as("the end of the one that was taken over changes nothing")
        .isEqualTo(new Attachments.Outcome.Added(Optional.of(third)));
  }

  @Test
  void oneThatWasTakenOverDoesNotWinItsClientIdBack() {
    attachments.attach("a", first, Kind.FIRST);
    attachments.attach("a", second, Kind.FIRST);

    assertThat(attachments.attach("a", first, Kind.FIRST))
        .as("a question that was asked twice")
        .isEqualTo(new Attachments.Outcome.TooLate());
    assertThat(attachments.attach("", first, Kind.AGAIN))
        .as("it may still bring in what it has sent")
        .isEqualTo(added());
    attachments.detach(first);
    assertThat(attachments.attach("a", first, Kind.FIRST))
        .isEqualTo(new Attachments.Outcome.Added(Optional.of(second)));
  }

  @Test
  void oneThatWasLetInBeforeIsLetInAgainThoughItIsFull() {
    attachments.attach("a", first, Kind.FIRST);
    attachments.attach("b", second, Kind.FIRST);

    assertThat(attachments.attach("c", third, Kind.AGAIN)).isEqualTo(added());
  }

  @Test
  void anEmptyClientIdTakesOverNobody() {
    attachments.attach("", first, Kind.FIRST);

    assertThat(attachments.attach("", second, Kind.FIRST)).isEqualTo(added());
  }

  @Test
  void attachingTwiceIsAttachingOnce() {
    attachments.attach("a", first, Kind.FIRST);

    assertThat(attachments.attach("a", first, Kind.FIRST)).isEqualTo(added());
    attachments.detach(first);
    assertThat(attachments.isEmpty()).isTrue();
  }

  @Test
  void theQueueIsSharedAmongTheAttachedButNeverBelowTheLeast() {
    assertThat(attachments.creditBytes(Kind.FIRST)).isEqualTo(1000);
    attachments.attach("a", first, Kind.FIRST);
    attachments.attach("b", second, Kind.FIRST);
    assertThat(attachments.creditBytes(Kind.FIRST)).isEqualTo(500);

    var crowded = new Attachments(1000, SETTINGS);
    for (int n = 0; n < 50; n++) {
      crowded.attach("", TestInbox.<AttachReply>create("c" + n).getRef(), Kind.FIRST);
    }
    assertThat(crowded.creditBytes(Kind.FIRST)).isEqualTo(100);
  }

  @Test
  void aDoorTakesNoPlaceAndIsLetInThoughItIsFull() {
    assertThat(attachments.attach("", third, Kind.SHARED)).isEqualTo(added());
    assertThat(attachments.attach("a", first, Kind.FIRST)).isEqualTo(added());
    assertThat(attachments.attach("b", second, Kind.FIRST)).isEqualTo(added());

    attachments.detach(third);
    assertThat(attachments.attach("", third, Kind.SHARED)).isEqualTo(added());
    attachments.detach(first);
    attachments.detach(second);
    assertThat(attachments.isEmpty()).as("a door keeps the log open").isFalse();
    attachments.detach(third);
    assertThat(attachments.isEmpty()).isTrue();
  }

  @Test
  void doorsHaveAQuarterOfTheQueueHoweverManyConnectionsThereAre() {
    attachments.attach("", third, Kind.SHARED);
    assertThat(attachments.creditBytes(Kind.SHARED)).isEqualTo(250);
    attachments.attach("a", first, Kind.FIRST);
    attachments.attach("b", second, Kind.FIRST);

    assertThat(attachments.creditBytes(Kind.SHARED)).isEqualTo(250);
    assertThat(attachments.creditBytes(Kind.FIRST)).isEqualTo(375);
    attachments.detach(third);
    assertThat(attachments.creditBytes(Kind.FIRST)).isEqualTo(500);
  }

  private static Attachments.Outcome added() {
    return new Attachments.Outcome.Added(Optional.empty());
  }
}
