package io.edgemq.ops;

import io.edgemq.ops.gen.GenTarget;
import io.edgemq.ops.load.LoadTls;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How a client checks the certificate of its server.
final class GenTlsOptions {
  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Certificates to trust instead of those that Java trusts, PEM: of a private authority, or"
              + " the server's own")
  private @Nullable Path ca;

  @Option(
      names = "--insecure",
      description =
          "Takes any certificate; only for a server on this machine, because it is sent the key")
  private boolean isInsecure;

  /// What was asked for; empty if nothing was.
  ///
  /// @throws IOException if the file cannot be read
  Optional<LoadTls> of(GenTarget target) throws IOException {
    if ((ca != null || isInsecure) && !target.scheme().isTls()) {
      throw wrong("--ca and --insecure go with mqtts://, wss:// and https:// only");
    }
    if (ca != null && isInsecure) {
      throw wrong("--ca and --insecure exclude each other");
    }
    if (isInsecure && !target.isLoopback()) {
      throw wrong(
          "--insecure goes with a server on this machine only, and %s is none: give the certificate of"
                  .formatted(target.host())
              + " its authority, or its own, with --ca");
    }
    if (ca != null) {
      return Optional.of(trusting(ca));
    }
    return isInsecure ? Optional.of(LoadTls.unchecked()) : Optional.empty();
  }

  private static LoadTls trusting(Path file) throws IOException {
    try {
      return LoadTls.trusting(file);
    } catch (NoSuchFileException e) {
      throw new IOException("--ca " + file + ": there is no such file", e);
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }
}
