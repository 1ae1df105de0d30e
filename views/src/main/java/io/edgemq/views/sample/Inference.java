package io.edgemq.views.sample;

import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.rows.MessageParts;
import io.edgemq.views.rows.MessageParts.Part;
import io.edgemq.views.rows.MessageParts.PartKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at samples, one after the other, and proposes a definition that fits all of them. For one
/// thread; memory does not grow with the number of samples.
public final class Inference {
  /// Paths that are followed, in all.
  private static final int PATHS_MAX = 2_000;

  private final MessageParts parts = new MessageParts();
  private final PathStats messages = PathStats.ofMessages(parts, new PathStats.Room(PATHS_MAX));
  private final TopicShape topics = new TopicShape();
  private long samples;
  private long withoutTopic;
  private long notJson;
  private long byLine;
  private boolean isOverLines;

  /// Takes in the message in `[from, to)`.
  ///
  /// @param topic empty if it came by HTTP
  public void add(byte[] bytes, int from, int to, Optional<String> topic) {
    samples++;
    topic.ifPresentOrElse(topics::add, () -> withoutTopic++);
    Optional<Part> message = parts.message(bytes, from, to);
    if (message.isPresent()) {
      messages.add(message.get());
      isOverLines |= lines(bytes, from, to).size() > 1;
    } else if (!addLines(bytes, from, to)) {
      notJson++;
    }
  }

  /// Whether it is several values, one a line.
  private boolean addLines(byte[] bytes, int from, int to) {
    List<Part> values = new ArrayList<>();
    List<int[]> lines = lines(bytes, from, to);
    for (int[] line : lines) {
      parts.message(bytes, line[0], line[1]).ifPresent(values::add);
    }
    if (values.isEmpty() || values.size() < lines.size()) {
      return false;
    }
    byLine++;
    values.forEach(messages::add);
    return true;
  }

  /// Beginnings and ends of the lines that are not blank.
  private static List<int[]> lines(byte[] bytes, int from, int to) {
    List<int[]> lines = new ArrayList<>();
    int start = from;
    boolean isBlank = true;
    for (int at = from; at <= to; at++) {
      if (at == to || bytes[at] == '\n') {
        if (!isBlank) {
          lines.add(new int[] {start, at});
        }
        start = at + 1;
        isBlank = true;
      } else if (bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\r') {
        isBlank = false;
      }
    }
    return lines;
  }

  /// Messages so far.
  public long samples() {
    return samples;
  }

  /// Messages that are not JSON, and not several values of JSON, one a line.
  public long notJson() {
    return notJson;
  }

  /// What fits the samples; empty if none was JSON.
  ///
  /// @param name of the view
  /// @param filter the topics that the samples were chosen by, which is then that of the view;
  ///   empty to propose one
  public Optional<Proposal> propose(String name, Optional<String> filter) {
    if (messages.present() == 0) {
      return Optional.empty();
    }
    var origin =
        new Draft.Origin(
            name,
            byLine > 0 && !isOverLines ? MessageFormat.NDJSON : MessageFormat.JSON,
            samples,
            notJson,
            isOverLines ? byLine : 0,
            topics,
            withoutTopic,
            filter);
    PathStats elements = messages.elements();
    boolean areRowsInArrays =
        messages.kinds().equals(List.of(PartKind.ARRAY))
            && messages.count(PartKind.NULL) == 0
            && elements != null
            && elements.present() > 0;
    return Optional.of(
        areRowsInArrays && elements != null
            ? new Draft(origin, elements, "item").proposal()
            : new Draft(origin, messages, "json_path").proposal());
  }
}
