package io.edgemq.views.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicShapeTest {
  @Test
  void oneTopicIsItsOwnFilter() {
    assertThat(filter("a/b", "a/b")).contains("a/b");
  }

  @Test
  void levelsThatDifferAreAny() {
    assertThat(filter("a/1/t", "a/2/t")).contains("a/+/t");
    assertThat(filter("a", "b")).contains("+");
  }

  @Test
  void numbersOfLevelsThatDifferEndInAllFurther() {
    assertThat(filter("a/1/t", "a/2", "a/3/t/u")).contains("a/#");
    assertThat(filter("a/1/t", "a/2/t", "a/3")).contains("a/+/#");
  }

  @Test
  void nothingInCommonIsNoFilter() {
    assertThat(filter("a/b", "c")).isEmpty();
    assertThat(filter()).isEmpty();
  }

  @Test
  void aWildcardInFrontIsNoneForTopicsOfTheServer() {
    assertThat(filter("$SYS/a", "b/a")).isEmpty();
    assertThat(filter("$SYS/a", "$SYS/b")).contains("$SYS/+");
  }

  @Test
  void topicsThatMqttDoesNotAllowHaveNoFilter() {
    assertThat(filter("a/+", "a/b")).isEmpty();
  }

  private static Optional<String> filter(String... topics) {
    var shape = new TopicShape();
    for (String topic : topics) {
      shape.add(topic);
    }
    return shape.filter();
  }
}
