package io.edgemq.ops.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Readings of a sensor as JSON, one device per connection, the numbers of both the same unless the
/// first device has another one. Topic `sensors/d-0017/temperature`,
/// payload
///
///     {"device_id":"d-0017","seq":1234,"temp":22.47,"humidity":41}
///
/// `temp` is 15.00 to 34.99, `humidity` 20 to 89; both follow from device and sequence number
/// alone, so whoever finds a reading again can check it. Neither method allocates.
public final class NumberedReadings implements MessageSource {
  private static final int DEVICE_DIGITS = 4;
  private static final byte[] TOPIC_START = ascii("sensors/d-");
  private static final byte[] TOPIC_END = ascii("/temperature");
  private static final byte[] DEVICE = ascii("{\"device_id\":\"d-");
  private static final byte[] SEQUENCE = ascii("\",\"seq\":");
  private static final byte[] TEMPERATURE = ascii(",\"temp\":");
  private static final byte[] HUMIDITY = ascii(",\"humidity\":");
  private static final int NUMBERS_IN_A_MESSAGE = 6;

  private final int firstDevice;

  /// Readings of the devices 0 and above.
  public NumberedReadings() {
    this(0);
  }

  /// Readings as those of the connections from a number on: a second load can be told from the
  /// first.
  ///
  /// @param firstDevice the device of connection 0
  public NumberedReadings(int firstDevice) {
    this.firstDevice = firstDevice;
  }

  @Override
  public int messageBytesMax() {
    return TOPIC_START.length
        + TOPIC_END.length
        + DEVICE.length
        + SEQUENCE.length
        + TEMPERATURE.length
        + HUMIDITY.length
        + NUMBERS_IN_A_MESSAGE * Decimals.DIGITS_MAX
        + ".}".length();
  }

  @Override
  public void topic(int connection, long sequence, ByteBuffer out) {
    out.put(TOPIC_START);
    Decimals.put(firstDevice + connection, DEVICE_DIGITS, out);
    out.put(TOPIC_END);
  }

  @Override
  public void payload(int connection, long sequence, ByteBuffer out) {
    int device = firstDevice + connection;
    int centidegrees = centidegrees(device, sequence);
    out.put(DEVICE);
    Decimals.put(device, DEVICE_DIGITS, out);
    out.put(SEQUENCE);
    Decimals.put(sequence, 1, out);
    out.put(TEMPERATURE);
    Decimals.put(centidegrees / 100, 1, out);
    out.put((byte) '.');
    Decimals.put(centidegrees % 100, 2, out);
    out.put(HUMIDITY);
    Decimals.put(humidity(device, sequence), 1, out);
    out.put((byte) '}');
  }

  /// The temperature of a reading in hundredths of a degree.
  public static int centidegrees(int device, long sequence) {
    return 1500 + (int) ((mixed(device, sequence) >>> 1) % 2000);
  }

  /// The relative humidity of a reading in percent.
  public static int humidity(int device, long sequence) {
    return 20 + (int) ((mixed(device, sequence) >>> 33) % 70);
  }

  /// The finisher of SplitMix64: neighbouring readings differ in all their digits.
  private static long mixed(int device, long sequence) {
    long z = sequence * 0x9E3779B97F4A7C15L + device;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
