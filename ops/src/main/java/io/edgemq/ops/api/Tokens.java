package io.edgemq.ops.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.Scope;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Gives and checks the tokens of the management API: JSON Web Tokens (RFC 7519), signed with HS256
/// (RFC 7518, section 3.2). One is good as long as the API key is that it was given for, with the
/// same secret, and for no more than the key is. Any thread; never blocks.
public final class Tokens {
  private static final String ISSUER = "edgemq";
  private static final String SCOPE = "scope";
  private static final String FINGERPRINT = "key";
  private static final int SECRET_BYTES = 32;

  private final Supplier<Directory> directory;
  private final InstantSource clock;
  private final MACSigner signer;
  private final MACVerifier verifier;

  /// @param directory as it is at the moment
  /// @param secret at least 32 bytes; empty: some by chance, so that tokens are good here only
  public Tokens(Supplier<Directory> directory, InstantSource clock, Optional<byte[]> secret) {
    this.directory = directory;
    this.clock = clock;
    byte[] bytes = secret.orElseGet(Tokens::random);
    try {
      signer = new MACSigner(bytes);
      verifier = new MACVerifier(bytes);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the secret is too short", e);
    }
  }

  /// What a token is worth.
  sealed interface Checked {
    /// It is good.
    record Good(Caller caller) implements Checked {}

    /// It is not.
    ///
    /// @param why for people
    record Bad(String why) implements Checked {}
  }

  private static byte[] random() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /// A new token.
  ///
  /// @param key whose it is
  /// @param scopes of the key's
  /// @param ttl whole seconds, how long it is good for
  public String issue(ApiKey key, Collection<Scope> scopes, Duration ttl) {
    Instant now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(key.tenant() + "/" + key.name())
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(ttl)))
            .claim(SCOPE, text(scopes))
            .claim(FINGERPRINT, key.secret().fingerprint())
            .build();
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has HMAC with SHA-256", e);
    }
    return token.serialize();
  }

  /// Scopes as they stand in tokens, separated by spaces.
  static String text(Collection<Scope> scopes) {
    return scopes.stream().sorted().map(Scope::label).collect(Collectors.joining(" "));
  }

  /// Scopes out of such a text; without what is none.
  static Set<Scope> scopes(String text) {
    Set<String> labels = Set.copyOf(Arrays.asList(text.split(" ", -1)));
    return Arrays.stream(Scope.values())
        .filter(it -> labels.contains(it.label()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
  }

  /// Checks a token that was sent, whatever it is.
  Checked check(String token) {
    try {
      SignedJWT signed = SignedJWT.parse(token);
      boolean isOurs =
          JWSAlgorithm.HS256.equals(signed.getHeader().getAlgorithm()) && signed.verify(verifier);
      return isOurs ? check(signed.getJWTClaimsSet()) : new Checked.Bad("The token is not valid.");
    } catch (ParseException | JOSEException _) {
      return new Checked.Bad("The token is not valid.");
    }
  }

  private Checked check(JWTClaimsSet claims) throws ParseException {
    Instant now = clock.instant();
    Date end = claims.getExpirationTime();
    String[] subject = String.valueOf(claims.getSubject()).split("/", -1);
    if (end == null || subject.length != 2 || !ISSUER.equals(claims.getIssuer())) {
      return new Checked.Bad("The token is not valid.");
    }
    if (!now.isBefore(end.toInstant())) {
      return new Checked.Bad("The token has expired: exchange the API key again.");
    }
    Optional<ApiKey> key =
        directory
            .get()
            .key(new KeyName(subject[0], subject[1]))
            .filter(it -> it.secret().fingerprint().equals(claims.getClaim(FINGERPRINT)))
            .filter(it -> !it.isExpired(now));
    if (key.isEmpty()) {
      return new Checked.Bad("The API key of the token is not good any more, or not known here.");
    }
    var caller = new Caller(new KeyName(subject[0], subject[1]), key.get().scopes());
    var scopes = scopes(String.valueOf(claims.getStringClaim(SCOPE)));
    scopes.removeIf(it -> !caller.may(it));
    return new Checked.Good(new Caller(caller.key(), scopes));
  }
}
