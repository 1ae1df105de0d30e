package io.edgemq.ingest.proxy;

import static io.edgemq.ingest.proxy.ProxyHeaders.ADDRESSES4;
import static io.edgemq.ingest.proxy.ProxyHeaders.ADDRESSES6;
import static io.edgemq.ingest.proxy.ProxyHeaders.LOCAL;
import static io.edgemq.ingest.proxy.ProxyHeaders.PROXY;
import static io.edgemq.ingest.proxy.ProxyHeaders.TCP4;
import static io.edgemq.ingest.proxy.ProxyHeaders.TCP6;
import static io.edgemq.ingest.proxy.ProxyHeaders.UNIX;
import static io.edgemq.ingest.proxy.ProxyHeaders.authority;
import static io.edgemq.ingest.proxy.ProxyHeaders.checksummed;
import static io.edgemq.ingest.proxy.ProxyHeaders.extension;
import static io.edgemq.ingest.proxy.ProxyHeaders.header;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.mqtt.Hex;
import io.edgemq.ingest.proxy.ProxyHeaderParser.Parsed;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyHeaderParserTest {
  private static final byte[] BEHIND = {0x10, 0x0d};
  private static final InetSocketAddress CLIENT4 = new InetSocketAddress("192.0.2.7", 56_324);
  private static final InetSocketAddress CLIENT6 = new InetSocketAddress("2001:db8::7", 56_324);

  /// The checksum was computed apart from this code, bit by bit.
  private static final byte[] FULL =
      Hex.bytes(
          """
          0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a  ; signature
          21                                   ; version 2, PROXY
          11                                   ; TCP over IPv4
          00 23                                ; 35 bytes
          c0 00 02 07                          ; from 192.0.2.7
          c6 33 64 09                          ; to 198.51.100.9
          dc 04                                ; from port 56324
          07 5b                                ; to port 1883
          02 00 0d                             ; authority
          70 6c 61 6e 74 2e 65 78 61 6d 70 6c 65
          03 00 04 57 5e 06 d0                 ; CRC32C
          """);

  @Test
  void everyFieldIsRead() {
    assertThat(parsed(FULL)).isEqualTo(whole(CLIENT4, "plant.example", FULL.length));
  }

  @Test
  void everySplitReadsTheSame() {
    byte[] stream = Hex.join(FULL, BEHIND);
    for (int first = 0; first <= stream.length; first++) {
      for (int second = first; second <= stream.length; second++) {
        var parser = new ProxyHeaderParser(536);
        Parsed parsed = parser.take(stream, 0, first);
        int from = first;
        if (parsed instanceof Parsed.NeedMore) {
          parsed = parser.take(stream, first, second);
          from = second;
        }
        if (parsed instanceof Parsed.NeedMore) {
          parsed = parser.take(stream, from, stream.length);
        }
        assertThat(parsed)
            .as("split at %s and %s", first, second)
            .isEqualTo(whole(CLIENT4, "plant.example", FULL.length));
      }
    }
  }

  @Test
  void bytesBehindTheHeaderAreLeft() {
    byte[] chunk = Hex.join(BEHIND, FULL, BEHIND);

    Parsed parsed = new ProxyHeaderParser(536).take(chunk, BEHIND.length, chunk.length);

    assertThat(parsed).isEqualTo(whole(CLIENT4, "plant.example", BEHIND.length + FULL.length));
  }

  static List<Arguments> sound() {
    byte[] anything = Hex.bytes("ff ff ff ff ff");
    byte[] mapped = Hex.bytes("00 00 00 00 00 00 00 00 00 00 ff ff c0 00 02 07");
    return List.of(
        sound("IPv4", header(PROXY, TCP4, ADDRESSES4), CLIENT4, null),
        sound("IPv6", header(PROXY, TCP6, ADDRESSES6), CLIENT6, null),
        sound(
            "IPv4 within IPv6",
            header(PROXY, TCP6, mapped, mapped, Hex.bytes("dc 04 07 5b")),
            CLIENT4,
            null),
        sound(
            "highest address and port",
            header(PROXY, TCP4, Hex.bytes("ff ff ff ff ff ff ff ff ff ff ff ff")),
            new InetSocketAddress("255.255.255.255", 65_535),
            null),
        sound(
            "port 0", header(PROXY, TCP4, new byte[12]), new InetSocketAddress("0.0.0.0", 0), null),
        sound("UNIX", header(PROXY, UNIX, new byte[216], authority("a.b")), null, "a.b"),
        sound("LOCAL", header(LOCAL, 0), null, null),
        sound("LOCAL with addresses", header(LOCAL, TCP4, ADDRESSES4), null, null),
        sound("LOCAL with anything", header(LOCAL, 0xFF, anything), null, null),
        sound("UNSPEC", header(PROXY, 0), null, null),
        sound("UNSPEC with anything", header(PROXY, 0, anything), null, null),
        sound("IPv4 of an unknown transport", header(PROXY, 0x10, anything), null, null),
        sound("TCP of an unknown family", header(PROXY, 0x01, anything), null, null),
        sound("UDP over IPv4", header(PROXY, 0x12, ADDRESSES4), null, null),
        sound("UDP over IPv6", header(PROXY, 0x22, ADDRESSES6), null, null),
        sound("UNIX datagrams", header(PROXY, 0x32, new byte[216]), null, null),
        sound("authority", header(PROXY, TCP6, ADDRESSES6, authority("a.b")), CLIENT6, "a.b"),
        sound(
            "longest authority",
            header(PROXY, TCP4, ADDRESSES4, authority("a".repeat(255))),
            CLIENT4,
            "a".repeat(255)),
        sound(
            "every printable character",
            authorityOf("!\"#09:AZ[az{|}~"),
            CLIENT4,
            "!\"#09:AZ[az{|}~"),
        sound("authority too long", authorityOf("a".repeat(256)), CLIENT4, null),
        sound("empty authority", authorityOf(""), CLIENT4, null),
        sound("authority with a space", authorityOf("a b"), CLIENT4, null),
        sound("authority with a line feed", authorityOf("a\n"), CLIENT4, null),
        sound("authority with DEL", authorityOf("a\u007f"), CLIENT4, null),
        sound("authority beyond ASCII", authorityOf("bücher.example"), CLIENT4, null),
        sound(
            "extensions that do not matter here",
            header(
                PROXY,
                TCP4,
                ADDRESSES4,
                extension(0x01, "mqtt".getBytes(US_ASCII)),
                extension(0x04, new byte[0]),
                extension(0x04, new byte[3]),
                extension(0x05, new byte[128]),
                extension(0x20, Hex.bytes("01 00 00 00 00 21 00 07 54 4c 53 76 31 2e 33")),
                extension(0x30, new byte[1]),
                authority("a.b"),
                extension(0xEA, new byte[23]),
                extension(0xFF, new byte[1])),
            CLIENT4,
            "a.b"),
        sound("checksum alone", checksummed(PROXY, TCP4, ADDRESSES4), CLIENT4, null),
        sound(
            "checksum of IPv6",
            checksummed(PROXY, TCP6, ADDRESSES6, authority("b")),
            CLIENT6,
            "b"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sound")
  void aSoundHeaderIsTaken(String what, byte[] header, Parsed expected) {
    assertThat(parsed(header)).as(what).isEqualTo(expected);
  }

  static List<Arguments> refused() {
    byte[] checksum = new byte[4];
    return List.of(
        refused("cut address", ProxyFault.CUT_ADDRESS, header(PROXY, TCP4, new byte[11])),
        refused("no address", ProxyFault.CUT_ADDRESS, header(PROXY, TCP4)),
        refused("IPv4 for IPv6", ProxyFault.CUT_ADDRESS, header(PROXY, TCP6, ADDRESSES4)),
        refused("cut path", ProxyFault.CUT_ADDRESS, header(PROXY, UNIX, new byte[215])),
        malformed("one byte of an extension", Hex.bytes("04")),
        malformed("two bytes of an extension", Hex.bytes("04 00")),
        malformed("value runs over the end", Hex.bytes("04 00 02 00")),
        malformed("value far over the end", Hex.bytes("04 ff ff 00")),
        malformed("value into the length", Hex.bytes("04 00 01 00 04 00")),
        malformed("two authorities", authority("a"), authority("a")),
        malformed("two authorities, one empty", authority(""), authority("a")),
        malformed("checksum of three bytes", extension(3, new byte[3])),
        malformed("checksum of five bytes", extension(3, new byte[5])),
        malformed("two checksums", extension(3, checksum), extension(3, checksum)),
        refused(
            "zeros for a checksum",
            ProxyFault.BAD_CHECKSUM,
            header(PROXY, TCP4, ADDRESSES4, extension(3, checksum))),
        refused("one byte too long", ProxyFault.TOO_LONG, header(LOCAL, 0, new byte[521])),
        refused("as long as can be", ProxyFault.TOO_LONG, header(LOCAL, 0, new byte[65_535])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void anUnsoundHeaderIsRefused(String what, byte[] header, ProxyFault fault) {
    assertThat(parsed(header)).as(what).isEqualTo(new Parsed.Refused(fault));
  }

  static List<Arguments> judgedAtOnce() {
    return List.of(
        Arguments.of(0, "10 0d 00 04 4d 51 54 54", ProxyFault.NO_SIGNATURE), // MQTT
        Arguments.of(0, "16 03 01", ProxyFault.NO_SIGNATURE), // TLS
        Arguments.of(0, "47 45 54 20", ProxyFault.NO_SIGNATURE), // GET
        Arguments.of(1, "50 4f 53 54 20", ProxyFault.NO_SIGNATURE), // POST
        Arguments.of(4, "50 52 4f 58 20", ProxyFault.NO_SIGNATURE), // PROX
        Arguments.of(4, "50 52 4f 58 59 20 54 43 50 34", ProxyFault.VERSION_1), // PROXY TCP4
        Arguments.of(4, "0d 0a 0d 0a 0d 0a", ProxyFault.NO_SIGNATURE),
        Arguments.of(11, "0d 0a 0d 0a 00 0d 0a 51 55 49 54 0d", ProxyFault.NO_SIGNATURE),
        Arguments.of(12, fixed("11 11 00 0c"), ProxyFault.UNKNOWN_VERSION),
        Arguments.of(12, fixed("01 11 00 0c"), ProxyFault.UNKNOWN_VERSION),
        Arguments.of(12, fixed("a1 11 00 0c"), ProxyFault.UNKNOWN_VERSION),
        Arguments.of(12, fixed("31 11 00 0c"), ProxyFault.UNKNOWN_VERSION),
        Arguments.of(12, fixed("22 11 00 0c"), ProxyFault.UNKNOWN_COMMAND),
        Arguments.of(12, fixed("2f 11 00 0c"), ProxyFault.UNKNOWN_COMMAND),
        Arguments.of(13, fixed("21 41 00 0c"), ProxyFault.UNKNOWN_PROTOCOL),
        Arguments.of(13, fixed("21 f1 00 0c"), ProxyFault.UNKNOWN_PROTOCOL),
        Arguments.of(13, fixed("21 13 00 0c"), ProxyFault.UNKNOWN_PROTOCOL),
        Arguments.of(13, fixed("21 1f 00 0c"), ProxyFault.UNKNOWN_PROTOCOL),
        Arguments.of(15, fixed("21 11 02 09"), ProxyFault.TOO_LONG), // 537 bytes
        Arguments.of(15, fixed("21 11 ff ff"), ProxyFault.TOO_LONG));
  }

  @ParameterizedTest
  @MethodSource("judgedAtOnce")
  void whatIsWrongInTheFixedPartIsRefusedAtThatByte(int at, String hex, ProxyFault fault) {
    byte[] bytes = Hex.bytes(hex);
    assertThat(parsed(bytes)).isEqualTo(new Parsed.Refused(fault));

    var parser = new ProxyHeaderParser(536);
    for (int i = 0; i < at; i++) {
      assertThat(parser.take(bytes, i, i + 1)).as("byte %s", i).isEqualTo(new Parsed.NeedMore());
    }
    assertThat(parser.take(bytes, at, at + 1)).isEqualTo(new Parsed.Refused(fault));
  }

  @Test
  void aHeaderAtTheLimitIsTaken() {
    assertThat(parsed(header(LOCAL, 0, new byte[520]))).isEqualTo(silent(536));

    byte[] longest = header(PROXY, TCP4, ADDRESSES4, extension(4, new byte[65_535 - 12 - 3]));
    assertThat(new ProxyHeaderParser(65_551).take(longest, 0, longest.length))
        .isEqualTo(whole(CLIENT4, null, 65_551));
  }

  @Test
  void aBitThatFlippedInAddressesOrValuesBreaksTheChecksum() {
    byte[] header = checksummed(PROXY, TCP4, ADDRESSES4, authority("plant.example"));
    int valueAt = 16 + 12 + 3;
    int checksumAt = header.length - 4;
    for (int bit = 16 * 8; bit < header.length * 8; bit++) {
      int at = bit / 8;
      boolean isTypeOrLength =
          (at >= 28 && at < valueAt) || (at >= checksumAt - 3 && at < checksumAt);
      if (!isTypeOrLength) {
        byte[] flipped = header.clone();
        flipped[at] ^= (byte) (1 << (bit % 8));
        assertThat(parsed(flipped))
            .as("bit %s", bit)
            .isEqualTo(new Parsed.Refused(ProxyFault.BAD_CHECKSUM));
      }
    }
  }

  @Test
  void everyBeginningOfAHeaderNeedsMore() {
    for (int length = 0; length < FULL.length; length++) {
      var parser = new ProxyHeaderParser(536);
      assertThat(parser.take(Arrays.copyOf(FULL, length), 0, length))
          .as("%s bytes", length)
          .isEqualTo(new Parsed.NeedMore());
      assertThat(parser.hasBegun()).isEqualTo(length > 0);
    }
  }

  private static Parsed parsed(byte[] bytes) {
    return new ProxyHeaderParser(536).take(bytes, 0, bytes.length);
  }

  private static byte[] authorityOf(String name) {
    return header(PROXY, TCP4, ADDRESSES4, authority(name));
  }

  private static String fixed(String rest) {
    return Hex.of(ProxyHeaders.SIGNATURE) + rest;
  }

  private static Parsed silent(int end) {
    return new Parsed.Whole(new ProxyHeader(Optional.empty(), Optional.empty()), end);
  }

  private static Parsed whole(
      @Nullable InetSocketAddress client, @Nullable String authority, int end) {
    return new Parsed.Whole(
        new ProxyHeader(Optional.ofNullable(client), Optional.ofNullable(authority)), end);
  }

  private static Arguments sound(
      String what, byte[] header, @Nullable InetSocketAddress client, @Nullable String authority) {
    return Arguments.of(what, header, whole(client, authority, header.length));
  }

  private static Arguments refused(String what, ProxyFault fault, byte[] header) {
    return Arguments.of(what, header, fault);
  }

  private static Arguments malformed(String what, byte[]... extensions) {
    return refused(
        what,
        ProxyFault.MALFORMED_EXTENSION,
        header(PROXY, TCP4, ADDRESSES4, Hex.join(extensions)));
  }
}
