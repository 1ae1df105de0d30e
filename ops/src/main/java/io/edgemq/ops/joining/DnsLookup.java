package io.edgemq.ops.joining;

import io.edgemq.ops.settings.NodeSettings.Dns;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/// Asks DNS for the addresses of nodes, by the JDK's own client. Nothing is remembered from one
/// question to the next, and neither the hosts file nor search domains count. Any thread; blocks.
///
/// @param port of nodes that are found by A records (RFC 1035); SRV records have their own (RFC
///   2782)
record DnsLookup(Dns dns, int port) {
  /// For the first try; doubles with each of the tries that follow.
  private static final String TIMEOUT_MS = "1000";

  private static final String RETRIES = "2";

  /// Priority, weight, port, target.
  private static final Pattern SRV =
      Pattern.compile("\\d{1,5} \\d{1,5} (\\d{1,5}) ([A-Za-z0-9._-]{1,253}?)\\.?");

  /// The addresses, in no order. Records that are none are left out.
  ///
  /// @throws NamingException if there is no such name, or no answer
  // JNDI is feared for objects and URLs: attributes of DNS are text, and no name of ours is a URL.
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  List<HostPort> addresses() throws NamingException {
    String type = dns.type().name();
    var environment = new Hashtable<String, String>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(
        Context.PROVIDER_URL, dns.server().map(it -> "dns://" + it + "/").orElse("dns:"));
    environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MS);
    environment.put("com.sun.jndi.dns.timeout.retries", RETRIES);
    DirContext context = new InitialDirContext(environment);
    try {
      Attribute records = context.getAttributes(dns.name(), new String[] {type}).get(type);
      List<HostPort> found = new ArrayList<>();
      if (records != null) {
        NamingEnumeration<?> all = records.getAll();
        while (all.hasMore()) {
          address(String.valueOf(all.next())).ifPresent(found::add);
        }
      }
      return found;
    } finally {
      context.close();
    }
  }

  private Optional<HostPort> address(String record) {
    return switch (dns.type()) {
      case A -> Optional.of(new HostPort(record, port));
      case SRV -> ofSrv(record);
    };
  }

  /// The address in an SRV record, as the JDK writes it; nothing if it names none (RFC 2782: a
  /// target of one dot).
  static Optional<HostPort> ofSrv(String record) {
    Matcher parts = SRV.matcher(record);
    if (!parts.matches() || parts.group(2).equals(".")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(parts.group(1));
    return port < 1 || port > 65_535
        ? Optional.empty()
        : Optional.of(new HostPort(parts.group(2).toLowerCase(Locale.ROOT), port));
  }
}
