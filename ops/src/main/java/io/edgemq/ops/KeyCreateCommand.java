package io.edgemq.ops;

import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.ingest.mqtt.TopicFilters;
import io.edgemq.ops.admin.Administration.KeyTerms;
import io.edgemq.storage.wal.Names;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq admin key create`: makes a key. The key alone goes to stdout.
@Command(
    name = "create",
    description = {
      "Makes a key and prints it, this once: only its SHA-256 is kept.",
      "A name stands for one key for ever: that of a revoked key is not used again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin key create --config edge.conf --tenant acme --name device-7 --endpoint plant",
      "  edgemq admin key create --config edge.conf --tenant acme --name fair --expires 3d",
      "  edgemq admin key create --config edge.conf --tenant acme --name line-2 --topic 'line2/#'",
      "  edgemq admin key create --url http://127.0.0.1:8558 --tenant acme --name device-8"
    })
final class KeyCreateCommand implements Callable<Integer> {
  private static final Pattern FROM_NOW = Pattern.compile("([0-9]{1,6})([smhd])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  @Spec @Nullable CommandSpec spec;
  @Mixin private final AdminOptions options = new AdminOptions();

  @ArgGroup(multiplicity = "1")
  private final KeyOwner owner = new KeyOwner();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "What people call it, and logs show")
  private String name = "";

  @Option(
      names = "--endpoint",
      paramLabel = "NAME",
      description = "The only endpoint it is for; otherwise all of the tenant")
  private @Nullable String endpoint;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      split = ",",
      description =
          "What it may be used for: ingest, read, admin; of the operator's keys metrics, read, admin"
              + " (default: ingest; admin)")
  private @Nullable Set<Scope> scopes;

  @Option(
      names = "--topic",
      paramLabel = "FILTER",
      description =
          "MQTT topics it may publish to; may be given often (default: all that the plan allows)")
  private List<String> topics = Plan.ALL_TOPICS;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description =
          "When it stops being good: 2027-01-01T00:00:00Z, or so long from now: 90s, 30m, 12h, 90d"
              + " (default: never)")
  private @Nullable String expires;

  @Override
  public Integer call() throws IOException {
    requirePossible();
    Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    var terms =
        new KeyTerms(
            new KeyName(owner.tenant(), name),
            Optional.ofNullable(endpoint),
            scopes(),
            topics,
            Optional.ofNullable(expires).map(it -> expiry(it, now)));
    return options.run(admin -> {
      String secret =
          admin
              .createKey(terms)
              .orElseThrow(() ->
                  new IOException(
                      "there is, or was, a key %s of %s: choose another name"
                          .formatted(name, owner)));
      Main.err(spec).println("Key %s of %s, shown this once:".formatted(name, owner));
      Main.err(spec).flush();
      Main.out(spec).println(secret);
      Main.out(spec).flush();
      return Main.OK;
    });
  }

  private void requirePossible() {
    if (!Names.isName(name) || name.startsWith("ing_live_")) {
      throw wrong("--name is not a name; allowed: " + Names.RULE);
    }
    if (owner.isOperators()) {
      requireOperators();
    }
    for (String topic : topics) {
      if (!TopicFilters.isFilter(topic)) {
        throw wrong("--topic '" + topic + "' is no filter; allowed: " + TopicFilters.ALLOWED);
      }
    }
  }

  private void requireOperators() {
    if (endpoint != null || !topics.equals(Plan.ALL_TOPICS)) {
      throw wrong("--operator: a key of no tenant has no --endpoint and no --topic");
    }
    if (scopes().contains(Scope.INGEST)) {
      throw wrong(
          "--scope: a key of no tenant is not for publishing; allowed: metrics, read, admin");
    }
  }

  private Set<Scope> scopes() {
    return scopes != null ? scopes : EnumSet.of(owner.isOperators() ? Scope.ADMIN : Scope.INGEST);
  }

  private Instant expiry(String text, Instant now) {
    Matcher fromNow = FROM_NOW.matcher(text);
    if (fromNow.matches()) {
      ChronoUnit unit = Objects.requireNonNull(UNITS.get(fromNow.group(2)));
      return now.plus(Duration.of(Long.parseLong(fromNow.group(1)), unit));
    }
    try {
      Instant at = Instant.parse(text);
      if (at.isAfter(now)) {
        return at;
      }
      throw wrong("--expires is in the past; allowed: a time that is to come");
    } catch (DateTimeParseException _) {
      throw wrong("--expires is no time; allowed: 2027-01-01T00:00:00Z, or 90s, 30m, 12h, 90d");
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }
}
