package io.edgemq.ingest.mqtt;

import io.edgemq.views.check.TopicFilter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The topics that a client may publish to: lists of topic filters (section 4.7 of both standards),
/// put together once for a connection and then held against the bytes of each PUBLISH where they
/// stand. Immutable; any thread.
///
/// In a filter `+` stands for one level and `#`, at the end, for all levels from there on, none
/// too. `%c` stands for the client id, `%u` for the user name, `%%` for a percent sign. A client
/// chooses both names itself, so one that is empty, or has `/`, `+` or `#` in it, is not put in: a
/// filter that asks for it then allows nothing.
///
/// Other than in a subscription (section 4.7.2), a wildcard at the beginning allows topics with `$`
/// as well: they are nothing special here, and `#` is every topic there is.
public final class TopicFilters {
  /// Every topic.
  public static final TopicFilters ALL = new TopicFilters(List.of());

  /// What settings say is allowed, for people.
  public static final String ALLOWED =
      "a topic, in which + is any level, # at the end all further ones, %c the client id, %u the"
          + " user name, %% a percent sign";

  private static final String EVERYTHING = "#";
  private static final Pattern PERCENT_ALONE =
      Pattern.compile("(?:%[cu%]|[^%])*+%.*", Pattern.DOTALL);

  /// A topic is to match one of each list. `+` and `#` are only where they are wildcards.
  private final List<byte[][]> lists;

  private TopicFilters(List<byte[][]> lists) {
    this.lists = lists;
  }

  /// Whether a text is a filter.
  public static boolean isFilter(String text) {
    return TopicFilter.isFilter(text)
        && StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && !PERCENT_ALONE.matcher(text).matches();
  }

  /// What a client may publish to that all of these lists allow; a list allows what one of its
  /// filters allows.
  ///
  /// @param lists of texts that are filters, see [#isFilter]
  /// @param clientId the one that it has, UTF-8
  /// @param userName the one that it brought, UTF-8; null if it brought none
  public static TopicFilters of(
      List<List<String>> lists, byte[] clientId, byte @Nullable [] userName) {
    List<byte[][]> compiled = new ArrayList<>();
    for (List<String> list : lists) {
      if (!list.contains(EVERYTHING)) {
        compiled.add(compile(list, clientId, userName));
      }
    }
    return compiled.isEmpty() ? ALL : new TopicFilters(List.copyOf(compiled));
  }

  private static byte[][] compile(List<String> list, byte[] clientId, byte @Nullable [] userName) {
    List<byte[]> filters = new ArrayList<>();
    for (String filter : list) {
      byte[] compiled = compile(filter.getBytes(StandardCharsets.UTF_8), clientId, userName);
      if (compiled != null) {
        filters.add(compiled);
      }
    }
    return filters.toArray(byte[][]::new);
  }

  /// @return null if the filter allows nothing
  private static byte @Nullable [] compile(
      byte[] filter, byte[] clientId, byte @Nullable [] userName) {
    var compiled = new ByteArrayOutputStream();
    boolean isBehindPercent = false;
    for (byte character : filter) {
      if (!isBehindPercent && character == '%') {
        isBehindPercent = true;
      } else if (!isBehindPercent || character == '%') {
        compiled.write(character);
        isBehindPercent = false;
      } else {
        byte[] name = character == 'c' ? clientId : userName;
        if (name == null || !isOneLevel(name)) {
          return null;
        }
        compiled.writeBytes(name);
        isBehindPercent = false;
      }
    }
    return compiled.toByteArray();
  }

  private static boolean isOneLevel(byte[] name) {
    for (byte character : name) {
      if (character == '/' || character == '+' || character == '#') {
        return false;
      }
    }
    return name.length > 0;
  }

  /// Whether the topic `[from, to)` may be published to. It has no wildcards in it.
  boolean allow(byte[] bytes, int from, int to) {
    for (byte[][] list : lists) {
      if (!isInOne(list, bytes, from, to)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInOne(byte[][] list, byte[] bytes, int from, int to) {
    for (byte[] filter : list) {
      if (isIn(filter, bytes, from, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(byte[] filter, byte[] bytes, int from, int to) {
    int at = from;
    for (int i = 0; i < filter.length; i++) {
      byte wanted = filter[i];
      if (wanted == '#') {
        return true;
      }
      if (wanted == '+') {
        while (at < to && bytes[at] != '/') {
          at++;
        }
      } else if (at < to && bytes[at] == wanted) {
        at++;
      } else {
        return at == to && isParent(filter, i);
      }
    }
    return at == to;
  }

  /// Whether only `/#` is left of a filter, which its parent matches too (section 4.7.1.2).
  private static boolean isParent(byte[] filter, int at) {
    return at == filter.length - 2 && filter[at] == '/' && filter[at + 1] == '#';
  }
}
