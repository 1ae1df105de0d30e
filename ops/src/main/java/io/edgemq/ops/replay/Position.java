package io.edgemq.ops.replay;

import io.edgemq.storage.wal.SegmentId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A frame of the store: `acme/plant/local/98d609393b894d51/00000001/seg-00000003@1200`.
///
/// @param epoch what the keys of its epoch begin with, without a `/` at the end
/// @param segment from 1
/// @param offset where it begins in the raw segment
public record Position(String epoch, int segment, int offset) {
  /// What a position looks like, for people.
  public static final String FORM = "TENANT/ENDPOINT/REGION/INSTANCE/EPOCH/seg-SEGMENT@OFFSET";

  private static final Pattern TEXT =
      Pattern.compile("(?<epoch>[^@]+)/seg-(?<segment>[0-9]{8})@(?<offset>[0-9]{1,9})");

  /// The position that a text is; empty if it is none.
  public static Optional<Position> of(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Position(
                matcher.group("epoch"),
                Integer.parseInt(matcher.group("segment")),
                Integer.parseInt(matcher.group("offset"))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return epoch + "/seg-" + SegmentId.digits(segment) + "@" + offset;
  }
}
