package io.edgemq.ops.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.mqtt.TopicFilters;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import io.edgemq.ops.settings.Rule.Refused;
import io.edgemq.storage.wal.Names;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The kinds of values that settings have.
final class Rules {
  static final String NAME_ALLOWED =
      "lower-case letters, digits, - and _, a letter or digit first, at most 63";
  static final String KEY_ALLOWED = "ing_live_ and 32 to 119 letters and digits";

  private static final int PORT_MAX = 65_535;
  private static final Pattern KEY = Pattern.compile("ing_live_[A-Za-z0-9]{32,119}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._%\\[\\]:-]{1,253}");
  private static final int DNS_NAME_MAX = 253;
  private static final Pattern DNS_NAME =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})+\\.?");
  private static final Pattern HOST_PORT = Pattern.compile("(.+):(\\d{1,5})");
  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://[a-z0-9._:\\[\\]-]{1,253}");
  private static final Pattern BARE_NUMBER = Pattern.compile("\\s*-?[0-9.]+\\s*");

  private Rules() {}

  /// The name of a tenant, an endpoint, a key or a region: part of folders and object keys. A key
  /// in place of a name is refused, because names are logged.
  static Rule<String> name() {
    return value -> {
      String text = text(value, NAME_ALLOWED);
      if (!Names.isName(text) || text.startsWith("ing_live_")) {
        throw new Refused(Faults.shown(text) + " is not a name; allowed: " + NAME_ALLOWED);
      }
      return text;
    };
  }

  /// An API key. It is hashed here and never shown.
  static Rule<SecretHash> secret() {
    return value -> {
      if (value.valueType() != ConfigValueType.STRING
          || !KEY.matcher(String.valueOf(value.unwrapped())).matches()) {
        throw new Refused("is not an API key; allowed: " + KEY_ALLOWED);
      }
      return SecretHash.of(String.valueOf(value.unwrapped()).getBytes(StandardCharsets.US_ASCII));
    };
  }

  /// What tokens are signed with. It is never shown.
  static Rule<TokenSecret> tokenSecret() {
    return value -> {
      String text = String.valueOf(value.unwrapped());
      if (value.valueType() != ConfigValueType.STRING
          || text.getBytes(StandardCharsets.UTF_8).length < TokenSecret.BYTES_MIN) {
        throw new Refused(
            "is no secret; allowed: a text of at least %d bytes that nobody can guess"
                .formatted(TokenSecret.BYTES_MIN));
      }
      return new TokenSecret(text);
    };
  }

  static Rule<Integer> integer(int min, int max) {
    String allowed = "%d to %d".formatted(min, max);
    return value -> {
      BigDecimal number = number(value, "a whole number", allowed);
      try {
        return (int) within(value, number.longValueExact(), min, max, allowed);
      } catch (ArithmeticException _) {
        throw outside(value, "not a whole number in range", allowed);
      }
    };
  }

  static Rule<Double> fraction(double min, double max) {
    String allowed = "%s to %s".formatted(min, max);
    return value -> {
      double number = number(value, "a number", allowed).doubleValue();
      if (number < min || number > max) {
        throw outside(value, "out of range", allowed);
      }
      return number;
    };
  }

  static Rule<Integer> port() {
    return integer(0, PORT_MAX);
  }

  /// A port, or `off`: empty.
  static Rule<OptionalInt> portOrOff() {
    return value -> {
      if (isOff(value)) {
        return OptionalInt.empty();
      }
      String allowed = "off, or 0 to " + PORT_MAX;
      BigDecimal number = number(value, "a port", allowed);
      try {
        return OptionalInt.of((int) within(value, number.longValueExact(), 0, PORT_MAX, allowed));
      } catch (ArithmeticException _) {
        throw outside(value, "not a port", allowed);
      }
    };
  }

  /// A size in bytes that fits an `int`.
  static Rule<Integer> smallBytes(int min, int max) {
    Rule<Long> bytes = bytes(min, max);
    return value -> Math.toIntExact(bytes.read(value));
  }

  static Rule<Long> bytes(long min, long max) {
    String allowed = "%s to %s".formatted(Units.bytes(min), Units.bytes(max));
    return value -> {
      try {
        return within(value, alone(value).getBytes("v"), min, max, allowed);
      } catch (ConfigException | ArithmeticException | NumberFormatException _) {
        throw outside(value, "not a size", allowed + ", as in 512 KiB");
      }
    };
  }

  /// A time. HOCON takes a bare number for milliseconds; that is refused, because few expect it.
  static Rule<Duration> duration(Duration min, Duration max) {
    String allowed =
        "%s to %s, as in 100 ms, 5 s, 2 m".formatted(Units.duration(min), Units.duration(max));
    return value -> {
      if (BARE_NUMBER.matcher(String.valueOf(value.unwrapped())).matches()) {
        throw outside(value, "a time without a unit", allowed);
      }
      Duration duration;
      try {
        duration = alone(value).getDuration("v");
      } catch (ConfigException | ArithmeticException | NumberFormatException _) {
        throw outside(value, "not a time", allowed);
      }
      if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
        throw outside(value, "out of range", allowed);
      }
      return duration;
    };
  }

  /// A point in time.
  static Rule<Instant> instant() {
    String allowed = "a time, as in \"2027-01-01T00:00:00Z\"";
    return value -> {
      String text = text(value, allowed);
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException _) {
        throw new Refused(Faults.shown(text) + " is not a point in time; allowed: " + allowed);
      }
    };
  }

  /// What the rule takes, or `off`: empty.
  static <T> Rule<Optional<T>> orOff(Rule<T> rule) {
    return value -> {
      if (isOff(value)) {
        return Optional.empty();
      }
      try {
        return Optional.of(rule.read(value));
      } catch (Refused e) {
        throw new Refused(e.getMessage() + ", or off");
      }
    };
  }

  /// What the rule takes, or the empty text: empty.
  static <T> Rule<Optional<T>> orEmpty(Rule<T> rule) {
    return value -> "".equals(value.unwrapped()) ? Optional.empty() : Optional.of(rule.read(value));
  }

  /// A switch.
  static Rule<Boolean> onOrOff() {
    return value -> {
      Object plain = value.unwrapped();
      if ("on".equals(plain) || Boolean.TRUE.equals(plain)) {
        return true;
      }
      if (isOff(value)) {
        return false;
      }
      throw outside(value, "not a switch", "on, off");
    };
  }

  static <E extends Enum<E>> Rule<E> oneOf(Class<E> type) {
    String allowed =
        Stream.of(type.getEnumConstants()).map(Rules::lower).collect(Collectors.joining(", "));
    return value -> {
      String text = text(value, allowed);
      for (E constant : type.getEnumConstants()) {
        if (lower(constant).equals(text)) {
          return constant;
        }
      }
      throw new Refused(Faults.shown(text) + " is unknown; allowed: " + allowed);
    };
  }

  /// An MQTT topic filter for publishing.
  static Rule<String> topicFilter() {
    return value -> {
      String text = text(value, TopicFilters.ALLOWED);
      if (!TopicFilters.isFilter(text)) {
        throw new Refused(
            Faults.shown(text) + " is not a topic filter; allowed: " + TopicFilters.ALLOWED);
      }
      return text;
    };
  }

  /// Any text.
  static Rule<String> text() {
    return value -> text(value, "text");
  }

  /// A folder, absolute from here on.
  static Rule<Path> path() {
    return value -> {
      String text = text(value, "a path");
      if (text.isBlank()) {
        throw new Refused("is empty; allowed: a path");
      }
      if (text.equals("~") || text.startsWith("~/")) {
        throw new Refused(Faults.shown(text) + " has a ~; allowed: a path, as in ${HOME}/data");
      }
      try {
        return Path.of(text).toAbsolutePath().normalize();
      } catch (InvalidPathException _) {
        throw new Refused(Faults.shown(text) + " is not a path on this system; allowed: a path");
      }
    };
  }

  /// A host name or address.
  static Rule<String> host() {
    String allowed = "a host name or address, without a port";
    return value -> {
      String text = text(value, allowed);
      boolean isWithPort = text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':');
      if (!HOST.matcher(text).matches() || isWithPort) {
        throw new Refused(Faults.shown(text) + " is not a host; allowed: " + allowed);
      }
      return text;
    };
  }

  /// A name in DNS, also of a service, with underscores.
  static Rule<String> dnsName() {
    String allowed = "a fully qualified name, as in _edgemq._tcp.example.com";
    return value -> {
      String text = text(value, allowed);
      if (text.length() > DNS_NAME_MAX || !DNS_NAME.matcher(text).matches()) {
        throw new Refused(Faults.shown(text) + " is not a name in DNS; allowed: " + allowed);
      }
      return text;
    };
  }

  /// The origin of pages in a browser, as it sends it, or `*`.
  static Rule<String> origin() {
    String allowed = "\"https://example.com\", without a path, or \"*\"";
    return value -> {
      String text = text(value, allowed);
      if (!text.equals("*") && !ORIGIN.matcher(text).matches()) {
        throw new Refused(Faults.shown(text) + " is not an origin; allowed: " + allowed);
      }
      return text;
    };
  }

  /// `host:port` of another node.
  static Rule<HostPort> hostPort() {
    String allowed = "\"host:port\" with port 1 to " + PORT_MAX;
    return value -> {
      String text = text(value, allowed);
      Matcher parts = HOST_PORT.matcher(text);
      if (parts.matches() && HOST.matcher(parts.group(1)).matches()) {
        String host = parts.group(1);
        int port = Integer.parseInt(parts.group(2));
        boolean isClear = host.indexOf(':') < 0 || (host.startsWith("[") && host.endsWith("]"));
        if (isClear && port >= 1 && port <= PORT_MAX) {
          return new HostPort(host, port);
        }
      }
      throw new Refused(Faults.shown(text) + " is not an address; allowed: " + allowed);
    };
  }

  static <T> Rule<List<T>> listOf(Rule<T> rule) {
    return value -> {
      if (!(value instanceof ConfigList elements)) {
        throw new Refused(Faults.shown(value) + " is not a list; allowed: [ … ]");
      }
      List<T> read = new ArrayList<>();
      for (ConfigValue element : elements) {
        read.add(rule.read(element));
      }
      return List.copyOf(read);
    };
  }

  private static boolean isOff(ConfigValue value) {
    Object plain = value.unwrapped();
    return "off".equals(plain) || Boolean.FALSE.equals(plain);
  }

  private static String text(ConfigValue value, String allowed) throws Refused {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> alone(value).getString("v");
      case LIST, OBJECT, NULL ->
          throw new Refused(Faults.shown(value) + " is not text; allowed: " + allowed);
    };
  }

  private static BigDecimal number(ConfigValue value, String kind, String allowed) throws Refused {
    try {
      return new BigDecimal(String.valueOf(value.unwrapped()).strip());
    } catch (NumberFormatException _) {
      throw outside(value, "not " + kind, allowed);
    }
  }

  private static long within(ConfigValue value, long number, long min, long max, String allowed)
      throws Refused {
    if (number < min || number > max) {
      throw outside(value, "out of range", allowed);
    }
    return number;
  }

  private static Refused outside(ConfigValue value, String what, String allowed) {
    return new Refused(Faults.shown(value) + " is " + what + "; allowed: " + allowed);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The library reads units only out of a whole configuration.
  private static Config alone(ConfigValue value) {
    return ConfigFactory.empty().withValue("v", value);
  }
}
