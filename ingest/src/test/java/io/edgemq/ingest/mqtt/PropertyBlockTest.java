package io.edgemq.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PropertyBlockTest {
  private static final Set<PropertyPlace> MESSAGES =
      Set.of(PropertyPlace.PUBLISH, PropertyPlace.WILL);
  private static final Set<PropertyPlace> NOWHERE = Set.of();

  /// A property of table 2-4: its identifier, a sound value, and where a client may send it. Those
  /// of servers, and of packets that are not taken, are here too.
  private record Row(int id, String value, Set<PropertyPlace> places) {}

  private static final Map<Integer, Row> TABLE =
      Map.ofEntries(
          row(0x01, "01", MESSAGES), // Payload Format Indicator
          row(0x02, "00 00 00 3c", MESSAGES), // Message Expiry Interval
          row(0x03, "00 01 74", MESSAGES), // Content Type
          row(0x08, "00 03 61 2f 62", MESSAGES), // Response Topic
          row(0x09, "00 02 ff 00", MESSAGES), // Correlation Data
          row(0x0B, "ff ff ff 7f", Set.of(PropertyPlace.SUBSCRIBE)), // Subscription Identifier
          row(0x11, "00 00 00 01", Set.of(PropertyPlace.CONNECT, PropertyPlace.DISCONNECT)),
          row(0x12, "00 01 61", NOWHERE), // Assigned Client Identifier
          row(0x13, "00 01", NOWHERE), // Server Keep Alive
          row(0x15, "00 01 6d", Set.of(PropertyPlace.CONNECT)), // Authentication Method
          row(0x16, "00 01 ff", Set.of(PropertyPlace.CONNECT)), // Authentication Data
          row(0x17, "00", Set.of(PropertyPlace.CONNECT)), // Request Problem Information
          row(0x18, "ff ff ff ff", Set.of(PropertyPlace.WILL)), // Will Delay Interval
          row(0x19, "01", Set.of(PropertyPlace.CONNECT)), // Request Response Information
          row(0x1A, "00 01 72", NOWHERE), // Response Information
          row(0x1C, "00 01 73", NOWHERE), // Server Reference
          row(0x1F, "00 01 72", Set.of(PropertyPlace.DISCONNECT)), // Reason String
          row(0x21, "ff ff", Set.of(PropertyPlace.CONNECT)), // Receive Maximum
          row(0x22, "00 00", Set.of(PropertyPlace.CONNECT)), // Topic Alias Maximum
          row(0x23, "00 01", Set.of(PropertyPlace.PUBLISH)), // Topic Alias
          row(0x24, "01", NOWHERE), // Maximum QoS
          row(0x25, "01", NOWHERE), // Retain Available
          row(0x26, "00 01 6b 00 00", Set.of(PropertyPlace.values())), // User Property
          row(0x27, "00 00 00 01", Set.of(PropertyPlace.CONNECT)), // Maximum Packet Size
          row(0x28, "01", NOWHERE), // Wildcard Subscription Available
          row(0x29, "01", NOWHERE), // Subscription Identifiers Available
          row(0x2A, "01", NOWHERE)); // Shared Subscription Available

  static Stream<Arguments> everyIdentifierInEveryPlace() {
    return IntStream.rangeClosed(0, 0xFF)
        .boxed()
        .flatMap(id -> Arrays.stream(PropertyPlace.values()).map(place -> Arguments.of(place, id)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("everyIdentifierInEveryPlace")
  void onlyTheLegalOnesAreTaken(PropertyPlace place, int id) {
    Row row = TABLE.getOrDefault(id, new Row(id, "00 00 00 00", NOWHERE));
    byte[] property = Hex.join(new byte[] {(byte) id}, Hex.bytes(row.value()));

    boolean isLegal = row.places().contains(place);
    assertThat(read(place, property)).isEqualTo(isLegal ? null : CloseReason.MALFORMED_PROPERTIES);
    if (isLegal) {
      assertThat(read(place, property, property))
          .as("twice")
          .isEqualTo(id == 0x26 ? null : CloseReason.PROTOCOL_ERROR);
      for (int length = 1; length < property.length; length++) {
        assertThat(read(place, Arrays.copyOf(property, length)))
            .as("cut to %d bytes", length)
            .isEqualTo(CloseReason.MALFORMED_PROPERTIES);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void allLegalOnesTogetherAreTaken(PropertyPlace place) {
    byte[][] all =
        TABLE.values().stream()
            .filter(row -> row.places().contains(place))
            .map(row -> Hex.join(new byte[] {(byte) row.id()}, Hex.bytes(row.value())))
            .toArray(byte[][]::new);

    assertThat(read(place, all)).isNull();
  }

  @ParameterizedTest(name = "{1} {2}")
  @CsvSource({
    "PUBLISH, 01 02, PROTOCOL_ERROR, a Payload Format Indicator of 2",
    "PUBLISH, 03 00 01 ff, BAD_UTF8, an ill-formed Content Type",
    "PUBLISH, 08 00 00, PROTOCOL_ERROR, an empty Response Topic",
    "PUBLISH, 08 00 03 61 2f 23, PROTOCOL_ERROR, a wildcard in the Response Topic",
    "PUBLISH, 08 00 01 00, BAD_UTF8, NUL in the Response Topic",
    "WILL, 26 00 01 6b 00 01 c0, BAD_UTF8, an ill-formed value of a User Property",
    "WILL, 26 00 01 80 00 00, BAD_UTF8, an ill-formed name of a User Property",
    "SUBSCRIBE, 0b 00, PROTOCOL_ERROR, a Subscription Identifier of 0",
    "SUBSCRIBE, 0b 81 00, MALFORMED_PROPERTIES, a number in more bytes than it needs",
    "SUBSCRIBE, 0b ff ff ff ff 7f, MALFORMED_PROPERTIES, a number of five bytes",
    "CONNECT, 17 02, PROTOCOL_ERROR, a Request Problem Information of 2",
    "CONNECT, 19 ff, PROTOCOL_ERROR, a Request Response Information of 255",
    "CONNECT, 21 00 00, PROTOCOL_ERROR, a Receive Maximum of 0",
    "CONNECT, 27 00 00 00 00, PROTOCOL_ERROR, a Maximum Packet Size of 0",
    "CONNECT, 91 00 00 00 00 01, MALFORMED_PROPERTIES, an identifier in two bytes",
  })
  void aValueOutOfRangeIsRefused(
      PropertyPlace place, String hex, CloseReason expected, String why) {
    assertThat(read(place, Hex.bytes(hex))).as(why).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'',cut",
    "80,cut",
    "80 00,not minimal",
    "80 80 80 80 00,five bytes",
    "05 26 00 00,overruns"
  })
  void aLengthThatIsNoneIsRefused(String hex, String why) {
    byte[] bytes = Hex.bytes(hex);

    assertThat(new PropertyBlock().read(PropertyPlace.PUBLISH, bytes, 0, bytes.length))
        .as(why)
        .isEqualTo(CloseReason.MALFORMED_PROPERTIES);
  }

  @Test
  void numbersCanBeAskedForAndTheEndIsKnown() {
    byte[] bytes = Hex.bytes("ff 08 11 80 00 00 01 21 ff fe 42");
    var block = new PropertyBlock();

    assertThat(block.read(PropertyPlace.CONNECT, bytes, 1, bytes.length)).isNull();

    assertThat(block.end()).isEqualTo(bytes.length - 1);
    assertThat(block.value(Property.SESSION_EXPIRY_INTERVAL, 7)).isEqualTo(0x80000001L);
    assertThat(block.value(Property.RECEIVE_MAXIMUM, 7)).isEqualTo(0xFFFE);
    assertThat(block.value(Property.TOPIC_ALIAS_MAXIMUM, 7)).isEqualTo(7);
    assertThat(block.has(Property.USER_PROPERTY)).isFalse();

    assertThat(block.read(PropertyPlace.CONNECT, new byte[1], 0, 1)).isNull();
    assertThat(block.has(Property.RECEIVE_MAXIMUM)).as("of the block before").isFalse();
  }

  @Test
  void aThousandAreTakenAndNoMore() {
    byte[] thousand = Hex.bytes("26 00 00 00 00".repeat(1_000));

    assertThat(read(PropertyPlace.PUBLISH, thousand)).isNull();
    assertThat(read(PropertyPlace.PUBLISH, thousand, Hex.bytes("26 00 00 00 00")))
        .isEqualTo(CloseReason.TOO_MANY_PROPERTIES);
  }

  @Test
  void sixtyFourKibibytesAreTakenAndNoMore() {
    byte[] most = userProperty(PropertyBlock.BYTES_MAX);
    byte[] more = Hex.join(userProperty(PropertyBlock.BYTES_MAX - 5), userProperty(6));

    assertThat(read(PropertyPlace.PUBLISH, most)).isNull();
    assertThat(read(PropertyPlace.PUBLISH, more)).isEqualTo(CloseReason.TOO_MANY_PROPERTIES);
  }

  /// A User Property of so many bytes.
  private static byte[] userProperty(int bytes) {
    int name = (bytes - 5) / 2;
    return Hex.join(
        new byte[] {0x26},
        Packets.text("n".repeat(name)),
        Packets.text("v".repeat(bytes - 5 - name)));
  }

  private static @Nullable CloseReason read(PropertyPlace place, byte[]... properties) {
    byte[] joined = Hex.join(properties);
    byte[] length = Packets.packet(0, joined);
    byte[] bytes = Hex.join(length, new byte[] {0x42});
    return new PropertyBlock().read(place, bytes, 1, length.length);
  }

  private static Map.Entry<Integer, Row> row(int id, String value, Set<PropertyPlace> places) {
    return Map.entry(id, new Row(id, value, places));
  }

  @Test
  void theTableOfThisTestIsWhole() {
    assertThat(TABLE.keySet()).containsAll(ids(Property.values()));
    assertThat(TABLE).hasSize(27);
  }

  private static List<Integer> ids(Property[] properties) {
    return Arrays.stream(properties).map(Property::id).toList();
  }
}
