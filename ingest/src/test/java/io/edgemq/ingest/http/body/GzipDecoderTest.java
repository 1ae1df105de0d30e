package io.edgemq.ingest.http.body;

import static io.edgemq.ingest.http.body.Bodies.NDJSON;
import static io.edgemq.ingest.http.body.Bodies.bytes;
import static io.edgemq.ingest.http.body.Bodies.gzip;
import static io.edgemq.ingest.http.body.Bodies.records;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipDecoderTest {
  private static final byte[] TWO_LINES = gzip(bytes("one\ntwo\n"));

  private static final int HEADER_BYTES = 10;
  private static final int FLAGS_AT = 3;
  private static final int FLAG_TEXT = 0x01;
  private static final int FLAG_HEADER_CHECKSUM = 0x02;
  private static final int FLAG_EXTRA = 0x04;
  private static final int FLAG_NAME = 0x08;
  private static final int FLAG_COMMENT = 0x10;

  private static BodyOutcome outcome(byte[] sent) {
    return outcome(sent, BodyLimits.DEFAULT);
  }

  /// In one chunk and byte by byte, which must not differ.
  private static BodyOutcome outcome(byte[] sent, BodyLimits limits) {
    BodyOutcome whole = Bodies.outcome(NDJSON, "gzip", limits, sent);
    BodyOutcome singly = Bodies.outcome(NDJSON, "gzip", limits, sent, 1, new Random(1));
    assertThat(Bodies.told(singly)).isEqualTo(Bodies.told(whole));
    return whole;
  }

  private static void assertRefused(byte[] sent, String detail) {
    var refused = (Rejected) outcome(sent);
    assertThat(refused.reason()).isEqualTo(Rejection.BAD_ENCODING);
    assertThat(refused.detail()).contains(detail);
  }

  /// A member with these flags, and what they announce.
  private static byte[] member(int flags, byte[] announced) {
    var out = new ByteArrayOutputStream();
    byte[] header = Arrays.copyOf(TWO_LINES, HEADER_BYTES);
    header[FLAGS_AT] = (byte) flags;
    out.writeBytes(header);
    out.writeBytes(announced);
    if ((flags & FLAG_HEADER_CHECKSUM) != 0) {
      var checksum = new CRC32();
      checksum.update(out.toByteArray());
      out.write((int) checksum.getValue());
      out.write((int) (checksum.getValue() >>> 8));
    }
    out.write(TWO_LINES, HEADER_BYTES, TWO_LINES.length - HEADER_BYTES);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] changed(int at) {
    byte[] changed = TWO_LINES.clone();
    changed[at] ^= 0x01;
    return changed;
  }

  @Test
  void aBodyIsDecoded() {
    assertThat(records(outcome(TWO_LINES))).containsExactly("one", "two");
  }

  @Test
  void aBodyLargerThanEveryBufferIsDecoded() {
    byte[] noise = new byte[300_000];
    new Random(7).nextBytes(noise);

    var sent = Bodies.outcome(Bodies.OCTETS, "gzip", BodyLimits.DEFAULT, gzip(noise));

    assertThat(bytes(records(sent).getFirst())).isEqualTo(noise);
  }

  @Test
  void membersFollowEachOtherWithinALine() {
    byte[] sent =
        joined(gzip(bytes("on")), gzip(new byte[0]), gzip(bytes("e\ntw")), gzip(bytes("o")));

    assertThat(records(outcome(sent))).containsExactly("one", "two");
  }

  @Test
  void whatHeadersAnnounceIsSkipped() {
    byte[] extra = {3, 0, 'a', 0, 'b'};
    byte[] all = joined(extra, bytes("name\0comment\0"));

    assertThat(records(outcome(member(FLAG_TEXT, new byte[0])))).hasSize(2);
    assertThat(records(outcome(member(FLAG_EXTRA, extra)))).hasSize(2);
    assertThat(records(outcome(member(FLAG_EXTRA, new byte[2])))).hasSize(2);
    assertThat(records(outcome(member(FLAG_NAME, bytes("\0"))))).hasSize(2);
    assertThat(records(outcome(member(FLAG_COMMENT, bytes("comment\0"))))).hasSize(2);
    assertThat(records(outcome(member(FLAG_HEADER_CHECKSUM, new byte[0])))).hasSize(2);
    assertThat(records(outcome(joined(member(0x1F, all), member(0x1F, all))))).hasSize(4);
  }

  @Test
  void aHeaderThatDoesNotFitItsChecksumIsRefused() {
    byte[] sent = member(FLAG_HEADER_CHECKSUM | FLAG_NAME, bytes("name\0"));
    sent[HEADER_BYTES] = 'N';

    assertRefused(sent, "header does not fit its checksum");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whatIsNotGzipIsRefused(int at) {
    assertRefused(changed(at), "no gzip header");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x20, 0x40, 0x80})
  void reservedFlagsAreRefused(int flag) {
    assertRefused(member(flag, new byte[0]), "reserved flags");
  }

  @Test
  void damagedDataIsRefused() {
    byte[] sent = TWO_LINES.clone();
    sent[HEADER_BYTES] = 0x07; // a last block of the reserved type 3

    assertRefused(sent, "damaged");
  }

  @Test
  void dataThatDoesNotFitItsTrailerIsRefused() {
    assertRefused(changed(TWO_LINES.length - 8), "data does not fit its checksum");
    assertRefused(changed(TWO_LINES.length - 5), "data does not fit its checksum");
    assertRefused(changed(TWO_LINES.length - 4), "data does not fit its length");
    assertRefused(changed(TWO_LINES.length - 1), "data does not fit its length");
  }

  @Test
  void aBodyThatIsCutOffAnywhereIsRefused() {
    byte[] whole = joined(member(0x1F, bytes("\2\0ab\0\0")), TWO_LINES);
    int second = whole.length - TWO_LINES.length;

    for (int length = 1; length < whole.length; length++) {
      if (length != second) {
        assertRefused(Arrays.copyOf(whole, length), "cut off");
      }
    }
  }

  @Test
  void anythingBehindTheLastMemberIsRefused() {
    assertRefused(joined(TWO_LINES, new byte[1]), "no gzip header");
  }

  @Test
  void aBombIsRefusedWithinABufferOfTheLimit() {
    byte[] bomb = gzip(bytes("1234567\n".repeat(8 << 20)));
    var output = new CountingOutput(1 << 20);
    try (var decoder = new GzipDecoder()) {
      Rejected refused = decoder.decode(bomb, 0, bomb.length, output);

      assertThat(refused).isSameAs(CountingOutput.FULL);
      assertThat(output.taken()).isBetween(1L << 20, (1L << 20) + (16 << 10));
      assertThat(decoder.heldBytes()).isLessThan(64 << 10);
    }
  }
}
