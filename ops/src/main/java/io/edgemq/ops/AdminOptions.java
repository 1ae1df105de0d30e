package io.edgemq.ops;

import io.edgemq.ops.admin.Administration;
import io.edgemq.ops.admin.ApiAdministration;
import io.edgemq.ops.admin.ApiFailure;
import io.edgemq.ops.admin.StoreAdministration;
import io.edgemq.ops.admin.WrongUse;
import io.edgemq.ops.load.LoadTls;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.Redaction;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where an admin command works: in the object store, or through the management API of a node.
final class AdminOptions {
  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Through the management API of a node, such as http://127.0.0.1:8558, instead of in the"
              + " object store; its key is in the variable "
              + ApiKeyOption.VARIABLE)
  private @Nullable String url;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Certificates to trust for --url instead of those that Java trusts, PEM: of a private"
              + " authority, or the node's own")
  private @Nullable Path ca;

  /// What a command does.
  interface Work {
    /// Does it, and says the exit code.
    int on(Administration admin) throws IOException;
  }

  /// Does it, and tells what was wrong with the options.
  ///
  /// @return the exit code
  int run(Work work) throws IOException {
    try {
      Optional<Administration> opened = open();
      if (opened.isEmpty()) {
        return Main.USAGE;
      }
      try (Administration admin = opened.get()) {
        return work.on(admin);
      }
    } catch (WrongUse e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
    } catch (ApiFailure e) {
      List<String> errors = e.errors().stream().map(Redaction::withoutKeys).toList();
      print(spec, "edgemq: " + FailureDetails.line(e), errors);
      return Main.FAULT;
    }
  }

  /// Empty if the settings have faults, which are told.
  private Optional<Administration> open() throws IOException {
    if (url == null) {
      if (ca != null) {
        throw new WrongUse("--ca goes with --url only");
      }
      Optional<NodeSettings> loaded = settings.load(Main.err(spec));
      return loaded.isEmpty()
          ? Optional.empty()
          : Optional.of(new StoreAdministration(loaded.get()));
    }
    if (settings.isGiven()) {
      throw new WrongUse(
          "--url and --config or -D exclude each other: the node has settings of its own");
    }
    URI address = address(url);
    if (ca != null && !isTls(address)) {
      throw new WrongUse("--ca goes with https:// only");
    }
    String key = Main.environment(spec).getOrDefault(ApiKeyOption.VARIABLE, "").strip();
    if (key.isEmpty()) {
      throw new WrongUse(
          "--url needs an API key: set the variable "
              + ApiKeyOption.VARIABLE
              + "; \"edgemq admin key create\" makes one");
    }
    if (!ApiKeyOption.isPossible(key)) {
      throw new WrongUse(ApiKeyOption.VARIABLE + " holds no key: " + ApiKeyOption.IMPOSSIBLE);
    }
    LoadTls tls = ca == null ? LoadTls.ofJdk() : trusting(ca);
    return Optional.of(new ApiAdministration(address, key, tls.context()));
  }

  private static LoadTls trusting(Path file) throws IOException {
    try {
      return LoadTls.trusting(file);
    } catch (NoSuchFileException e) {
      throw new IOException("--ca " + file + ": there is no such file", e);
    }
  }

  /// Without a slash at its end.
  private static URI address(String text) throws WrongUse {
    try {
      var url = new URI(text.replaceFirst("/$", ""));
      boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || isTls(url);
      boolean isMore =
          url.isOpaque()
              || url.getRawUserInfo() != null
              || url.getRawQuery() != null
              || url.getRawFragment() != null
              || !url.getRawPath().isEmpty();
      if (isHttp && url.getHost() != null && !isMore) {
        return url;
      }
    } catch (URISyntaxException _) {
      // as if it were of another kind
    }
    throw new WrongUse(
        "--url is no address of a node; allowed: http://HOST:PORT, https://HOST:PORT");
  }

  private static boolean isTls(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /// A line, and others below it, on stderr.
  static void print(@Nullable CommandSpec spec, String title, List<String> lines) {
    Main.err(spec).println(title);
    lines.forEach(it -> Main.err(spec).println("  " + it));
    Main.err(spec).flush();
  }
}
