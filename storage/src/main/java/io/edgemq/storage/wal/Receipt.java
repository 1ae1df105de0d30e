package io.edgemq.storage.wal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The position of a frame as a text that clients are given and may ask about later:
/// `<tenant>/<endpoint>/<instance>/<epoch>/<segment>/<offset>`, the epoch with the partition before
/// it (`2-7`) where the endpoint has several.
public final class Receipt {
  private static final Pattern TEXT =
      Pattern.compile(
          "([^/]+)/([^/]+)/([^/]+)/(?:([1-9][0-9]{0,4})-)?([1-9][0-9]{0,7})/([1-9][0-9]{0,7})"
              + "/(0|[1-9][0-9]{0,9})");

  /// What a receipt looks like, for messages to people.
  public static final String FORM = "TENANT/ENDPOINT/INSTANCE/[PARTITION-]EPOCH/SEGMENT/OFFSET";

  private Receipt() {}

  /// The receipt of the frame at a position.
  public static String of(LogPosition position) {
    return prefix(position.segment()) + position.offset();
  }

  /// What the receipts of all frames of a segment begin with; the offset follows.
  public static String prefix(SegmentId segment) {
    WalId wal = segment.wal();
    String partition = wal.partition() == 0 ? "" : wal.partition() + "-";
    return "%s/%s/%s/%s%d/%d/"
        .formatted(
            wal.tenant(),
            wal.endpoint(),
            segment.instance(),
            partition,
            segment.epoch(),
            segment.segment());
  }

  /// The position that a receipt names; nothing if the text is none.
  public static Optional<LogPosition> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()
        || !Names.isName(parts.group(1))
        || !Names.isName(parts.group(2))
        || !Names.isName(parts.group(3))) {
      return Optional.empty();
    }
    int partition = parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4));
    var wal = new WalId(parts.group(1), parts.group(2), partition);
    var segment =
        new SegmentId(
            wal,
            parts.group(3),
            Integer.parseInt(parts.group(5)),
            Integer.parseInt(parts.group(6)));
    return Optional.of(new LogPosition(segment, Long.parseLong(parts.group(7))));
  }
}
