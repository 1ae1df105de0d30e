package io.edgemq.ingest.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads one header of the PROXY protocol, version 2 (HAProxy's `proxy-protocol.txt`, section 2.2),
/// from the front of a connection, in whatever pieces it comes. Every byte of the fixed part is
/// judged as soon as it is there, the length before memory is spent on it. One owner; no call
/// throws for what a client sends, and none may follow one that did not ask for more.
///
/// The address is taken only of TCP over IPv4 and IPv6. For LOCAL, and for every other protocol
/// that is assigned but whose addresses have no known length or no use here (UNSPEC, UDP), what
/// stands behind the fixed part is skipped unread; of UNIX sockets only the extensions are read.
final class ProxyHeaderParser {
  /// What has come of the bytes so far.
  sealed interface Parsed {
    /// The header goes on.
    record NeedMore() implements Parsed {}

    /// The header is whole.
    ///
    /// @param end where the bytes behind it begin, in the chunk taken last
    record Whole(ProxyHeader header, int end) implements Parsed {}

    /// This is no header that is taken.
    record Refused(ProxyFault fault) implements Parsed {}
  }

  /// Signature, version and command, protocol, length.
  static final int FIXED_BYTES = 16;

  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
  private static final byte[] SIGNATURE_V1 = "PROXY".getBytes(StandardCharsets.US_ASCII);

  private static final int VERSION_AT = 12;
  private static final int PROTOCOL_AT = 13;
  private static final int LENGTH_AT = 14;

  private static final int VERSION = 2;
  private static final int LOCAL = 0;
  private static final int PROXY = 1;
  private static final int FAMILY_MAX = 3;
  private static final int TRANSPORT_MAX = 2;

  private static final int TCP_OVER_IPV4 = 0x11;
  private static final int TCP_OVER_IPV6 = 0x21;
  private static final int UNIX_STREAM = 0x31;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int UNIX_BYTES = 108;
  private static final int PORT_BYTES = 2;

  private static final int EXTENSION_HEADER_BYTES = 3;
  private static final int AUTHORITY = 0x02;
  private static final int CHECKSUM = 0x03;
  private static final int AUTHORITY_BYTES_MAX = 255;

  private static final Parsed.NeedMore NEED_MORE = new Parsed.NeedMore();

  private final int headerBytesMax;
  private byte[] header = new byte[FIXED_BYTES];
  private int length;

  private int authorityAt;
  private int authorityBytes;
  private int checksumAt;

  /// A parser at the beginning of a connection.
  ///
  /// @param headerBytesMax longest header, fixed part included
  ProxyHeaderParser(int headerBytesMax) {
    this.headerBytesMax = headerBytesMax;
  }

  /// Whether a byte has come.
  boolean hasBegun() {
    return length > 0;
  }

  /// Takes the bytes `[from, to)` of `chunk` as far as they belong to the header.
  Parsed take(byte[] chunk, int from, int to) {
    int at = from;
    if (length < FIXED_BYTES) {
      at += add(chunk, from, to);
      ProxyFault fault = faultOfFixedPart();
      if (fault != null) {
        return new Parsed.Refused(fault);
      }
      if (length < FIXED_BYTES) {
        return NEED_MORE;
      }
      header = Arrays.copyOf(header, FIXED_BYTES + unsignedShort(LENGTH_AT));
    }
    at += add(chunk, at, to);
    if (length < header.length) {
      return NEED_MORE;
    }
    return whole(at);
  }

  private int add(byte[] chunk, int from, int to) {
    int added = Math.min(header.length - length, to - from);
    System.arraycopy(chunk, from, header, length, added);
    length += added;
    return added;
  }

  private @Nullable ProxyFault faultOfFixedPart() {
    if (begins(SIGNATURE_V1)) {
      return length >= SIGNATURE_V1.length ? ProxyFault.VERSION_1 : null;
    }
    if (!begins(SIGNATURE)) {
      return ProxyFault.NO_SIGNATURE;
    }
    if (length > VERSION_AT && header[VERSION_AT] >>> 4 != VERSION) {
      return ProxyFault.UNKNOWN_VERSION;
    }
    if (length > VERSION_AT && command() != LOCAL && command() != PROXY) {
      return ProxyFault.UNKNOWN_COMMAND;
    }
    if (length > PROTOCOL_AT && command() == PROXY && !isProtocolAssigned()) {
      return ProxyFault.UNKNOWN_PROTOCOL;
    }
    if (length == FIXED_BYTES && FIXED_BYTES + unsignedShort(LENGTH_AT) > headerBytesMax) {
      return ProxyFault.TOO_LONG;
    }
    return null;
  }

  /// Whether what has come, if anything, agrees with `signature` as far as both go.
  private boolean begins(byte[] signature) {
    int compared = Math.min(length, signature.length);
    return Arrays.equals(header, 0, compared, signature, 0, compared);
  }

  private int command() {
    return header[VERSION_AT] & 0x0F;
  }

  private int protocol() {
    return header[PROTOCOL_AT] & 0xFF;
  }

  private boolean isProtocolAssigned() {
    return protocol() >>> 4 <= FAMILY_MAX && (protocol() & 0x0F) <= TRANSPORT_MAX;
  }

  private Parsed whole(int end) {
    if (command() == LOCAL) {
      return new Parsed.Whole(ProxyHeader.SILENT, end);
    }
    int hostBytes =
        switch (protocol()) {
          case TCP_OVER_IPV4 -> IPV4_BYTES;
          case TCP_OVER_IPV6 -> IPV6_BYTES;
          case UNIX_STREAM -> UNIX_BYTES;
          default -> 0;
        };
    if (hostBytes == 0) {
      return new Parsed.Whole(ProxyHeader.SILENT, end);
    }
    boolean hasPorts = protocol() != UNIX_STREAM;
    int extensionsAt = FIXED_BYTES + 2 * hostBytes + (hasPorts ? 2 * PORT_BYTES : 0);
    if (extensionsAt > length) {
      return new Parsed.Refused(ProxyFault.CUT_ADDRESS);
    }
    if (!findExtensions(extensionsAt)) {
      return new Parsed.Refused(ProxyFault.MALFORMED_EXTENSION);
    }
    if (checksumAt > 0 && !isChecksumRight()) {
      return new Parsed.Refused(ProxyFault.BAD_CHECKSUM);
    }
    Optional<InetSocketAddress> client =
        hasPorts ? Optional.of(client(hostBytes)) : Optional.empty();
    return new Parsed.Whole(new ProxyHeader(client, authority()), end);
  }

  /// The source address; that of the destination stands between it and the source port.
  private InetSocketAddress client(int hostBytes) {
    byte[] host = Arrays.copyOfRange(header, FIXED_BYTES, FIXED_BYTES + hostBytes);
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(host), unsignedShort(FIXED_BYTES + 2 * hostBytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("addresses of 4 and 16 bytes are good", e);
    }
  }

  /// Walks over the extensions: type, length of two bytes, value.
  ///
  /// @return whether they are well-formed
  private boolean findExtensions(int from) {
    int at = from;
    while (at < length) {
      if (length - at < EXTENSION_HEADER_BYTES) {
        return false;
      }
      int valueAt = at + EXTENSION_HEADER_BYTES;
      int valueBytes = unsignedShort(at + 1);
      if (valueBytes > length - valueAt || !noteExtension(header[at], valueAt, valueBytes)) {
        return false;
      }
      at = valueAt + valueBytes;
    }
    return true;
  }

  private boolean noteExtension(byte type, int valueAt, int valueBytes) {
    return switch (type) {
      case AUTHORITY -> {
        boolean isFirst = authorityAt == 0;
        authorityAt = valueAt;
        authorityBytes = valueBytes;
        yield isFirst;
      }
      case CHECKSUM -> {
        boolean isFirst = checksumAt == 0;
        checksumAt = valueAt;
        yield isFirst && valueBytes == Integer.BYTES;
      }
      default -> true;
    };
  }

  /// CRC32C of the whole header with zeros in place of the checksum (section 2.2.3).
  private boolean isChecksumRight() {
    var checksum = new CRC32C();
    checksum.update(header, 0, checksumAt);
    checksum.update(new byte[Integer.BYTES]);
    int behind = checksumAt + Integer.BYTES;
    checksum.update(header, behind, length - behind);
    long stated = ((long) unsignedShort(checksumAt) << 16) | unsignedShort(checksumAt + 2);
    return checksum.getValue() == stated;
  }

  /// The specification allows UTF-8; a host name on the wire is ASCII, so anything else names none.
  private Optional<String> authority() {
    if (authorityBytes < 1 || authorityBytes > AUTHORITY_BYTES_MAX) {
      return Optional.empty();
    }
    for (int at = authorityAt; at < authorityAt + authorityBytes; at++) {
      if (header[at] <= ' ' || header[at] > '~') {
        return Optional.empty();
      }
    }
    return Optional.of(new String(header, authorityAt, authorityBytes, StandardCharsets.US_ASCII));
  }

  private int unsignedShort(int at) {
    return (header[at] & 0xFF) << 8 | (header[at + 1] & 0xFF);
  }
}
