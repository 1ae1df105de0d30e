package io.edgemq.ingest.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.mqtt.Hex;
import io.edgemq.ingest.mqtt.Seeds;
import io.edgemq.ingest.proxy.ProxyHeaderParser.Parsed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random headers, sound and damaged, in random pieces.
class ProxyHeaderFuzzTest {
  private static final int ROUNDS = 200;
  private static final int BYTES_MAX = 536;

  static LongStream seeds() {
    return Seeds.upTo(50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aSoundHeaderSaysWhatWasPutIntoIt(long seed) throws UnknownHostException {
    var random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] addresses = random(random, random.nextBoolean() ? 12 : 36);
      int hostBytes = (addresses.length - 4) / 2;
      String name = name(random);
      byte[] header = header(random, addresses, name);

      Parsed parsed = inPieces(Hex.join(header, random(random, random.nextInt(20))), random);

      assertThat(parsed).isInstanceOf(Parsed.Whole.class);
      int port = (addresses[2 * hostBytes] & 0xFF) << 8 | (addresses[2 * hostBytes + 1] & 0xFF);
      assertThat(((Parsed.Whole) parsed).header())
          .isEqualTo(
              new ProxyHeader(
                  Optional.of(
                      new InetSocketAddress(
                          InetAddress.getByAddress(Arrays.copyOf(addresses, hostBytes)), port)),
                  Optional.of(name).filter(it -> !it.isEmpty())));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aDamagedHeaderIsJudgedAlikeInPiecesAndWhole(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] addresses = random(random, random.nextBoolean() ? 12 : 36);
      byte[] mutant = mutated(header(random, addresses, name(random)), random);
      String hex = Hex.of(mutant);

      Parsed whole = new ProxyHeaderParser(BYTES_MAX).take(mutant, 0, mutant.length);

      switch (whole) {
        case Parsed.NeedMore() -> assertThat(mutant.length).as(hex).isLessThan(BYTES_MAX);
        case Parsed.Refused(_) -> {}
        case Parsed.Whole(_, int end) -> {
          assertThat(end).as(hex).isEqualTo(16 + (mutant[14] & 0xFF) * 256 + (mutant[15] & 0xFF));
          assertThat(mutant).as(hex).startsWith(ProxyHeaders.SIGNATURE);
          assertThat(mutant[12]).as(hex).isBetween((byte) 0x20, (byte) 0x21);
        }
      }
      assertThat(outcome(inPieces(mutant, random))).as(hex).isEqualTo(outcome(whole));
    }
  }

  /// Takes the bytes in pieces amid others.
  private static Parsed inPieces(byte[] bytes, Random random) {
    var parser = new ProxyHeaderParser(BYTES_MAX);
    Parsed parsed = new Parsed.NeedMore();
    for (int at = 0; at < bytes.length && parsed instanceof Parsed.NeedMore; ) {
      int length = Math.min(bytes.length - at, random.nextInt(1 + random.nextInt(40)));
      byte[] piece = random(random, length + 2);
      System.arraycopy(bytes, at, piece, 1, length);
      parsed = parser.take(piece, 1, 1 + length);
      at += length;
    }
    return parsed;
  }

  /// Where a header ends in its last piece depends on the piece.
  private static Object outcome(Parsed parsed) {
    return parsed instanceof Parsed.Whole(ProxyHeader header, _) ? header : parsed;
  }

  /// TCP over what the addresses are of, with extensions in between and, mostly, a checksum.
  private static byte[] header(Random random, byte[] addresses, String name) {
    int protocol = addresses.length == 12 ? ProxyHeaders.TCP4 : ProxyHeaders.TCP6;
    byte[] block = addresses;
    int authorityAt = random.nextInt(4);
    for (int i = 0; i < 4; i++) {
      byte[] value = random(random, random.nextInt(20));
      block =
          Hex.join(
              block,
              i == authorityAt
                  ? ProxyHeaders.authority(name)
                  : ProxyHeaders.extension(random.nextInt(4, 256), value));
    }
    return random.nextInt(4) > 0
        ? ProxyHeaders.checksummed(ProxyHeaders.PROXY, protocol, block)
        : ProxyHeaders.header(ProxyHeaders.PROXY, protocol, block);
  }

  private static String name(Random random) {
    byte[] name = new byte[random.nextInt(30)];
    for (int i = 0; i < name.length; i++) {
      name[i] = (byte) random.nextInt(0x21, 0x7F);
    }
    return new String(name, StandardCharsets.US_ASCII);
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] mutated(byte[] header, Random random) {
    byte[] mutant = header;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(16, mutant.length) : mutant.length);
      byte[] head = Arrays.copyOf(mutant, at);
      byte[] tail = Arrays.copyOfRange(mutant, at + 1, mutant.length);
      byte one = mutant[at];
      mutant =
          switch (random.nextInt(5)) {
            case 0 -> Hex.join(head, new byte[] {one});
            case 1 -> Hex.join(head, tail);
            case 2 -> Hex.join(head, random(random, 1), new byte[] {one}, tail);
            case 3 -> Hex.join(head, random(random, 1), tail);
            default -> Hex.join(head, new byte[] {(byte) (one ^ (1 << random.nextInt(8)))}, tail);
          };
      if (mutant.length == 0) {
        return header;
      }
    }
    return mutant;
  }
}
