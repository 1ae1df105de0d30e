package io.edgemq.multijvm;

import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Everything that was committed, in the order of epoch, segment and offset.
///
/// @param report of the verifier
/// @param messages of all endpoints
record Committed(CommitVerifier.Report report, List<Message> messages) {
  Committed {
    messages = List.copyOf(messages);
  }

  /// A message as it was found.
  ///
  /// @param endpoint `tenant/endpoint`
  /// @param topic empty if it came over HTTP
  /// @param payload one character for each byte
  record Message(String endpoint, String topic, String payload) {}

  /// Where a frame is.
  ///
  /// @param offset in its segment
  record Place(String instance, int partition, int epoch, int segment, int offset) {
    static Place of(CommitMarker marker, FrameReader frame) {
      int partition = marker.id().wal().partition();
      return new Place(
          marker.instance(), partition, marker.epoch(), marker.segment(), frame.offset());
    }
  }

  /// Hears of every committed frame, markers in the order of their keys: epoch, segment, offset.
  interface Visitor {
    /// Hears of one.
    ///
    /// @param frame is at the frame; its bytes are in `raw`
    void frame(CommitMarker marker, FrameReader frame, byte[] raw);
  }

  /// Checks what was committed and shows each frame of it.
  static CommitVerifier.Report visit(Path objects, Visitor visitor) throws IOException {
    return visit(new FolderObjectStore(objects), visitor);
  }

  /// Checks what was committed and shows each frame of it.
  static CommitVerifier.Report visit(ObjectStore objects, Visitor visitor) throws IOException {
    return new CommitVerifier(objects)
        .verify(
            "",
            new CommitVerifier.Progress() {
              @Override
              public void checked(int done, int of) {}

              @Override
              public void segment(CommitMarker marker, byte[] raw) {
                var frame = new FrameReader(raw, 0, raw.length);
                while (frame.next()) {
                  visitor.frame(marker, frame, raw);
                }
              }
            });
  }

  /// Reads everything; for stores that are small.
  static Committed read(Path objects) throws IOException {
    var messages = new ArrayList<Message>();
    CommitVerifier.Report report =
        visit(
            objects,
            (marker, frame, raw) ->
                messages.add(
                    new Message(endpoint(marker), topic(frame, raw), payload(frame, raw))));
    return new Committed(report, messages);
  }

  /// The topic of a frame; empty if it came over HTTP.
  static String topic(FrameReader frame, byte[] raw) {
    return frame.format() == Frame.FORMAT_HTTP
        ? ""
        : new String(raw, frame.topicFrom(), frame.topicBytes(), StandardCharsets.UTF_8);
  }

  /// What was sent, one character for each byte.
  static String payload(FrameReader frame, byte[] raw) {
    return new String(raw, frame.messageFrom(), frame.messageBytes(), StandardCharsets.ISO_8859_1);
  }

  /// `tenant/endpoint` of a segment.
  static String endpoint(CommitMarker marker) {
    return marker.tenant() + "/" + marker.endpoint();
  }

  /// The messages whose topic begins so.
  List<Message> below(String topicStart) {
    return select(it -> it.topic().startsWith(topicStart));
  }

  /// Payloads of a topic.
  List<String> payloads(String topic) {
    return select(it -> it.topic().equals(topic)).stream().map(Message::payload).toList();
  }

  private List<Message> select(Predicate<Message> condition) {
    return messages.stream().filter(condition).toList();
  }
}
