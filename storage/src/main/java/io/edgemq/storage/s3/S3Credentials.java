package io.edgemq.storage.s3;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a store knows us. What expires is fetched anew in time. Nothing here is ever shown.
public sealed interface S3Credentials {
  /// What needs no other credentials.
  sealed interface Source extends S3Credentials {}

  /// What the environment of the process has, as AWS documents it: environment variables, a web
  /// identity (`AWS_WEB_IDENTITY_TOKEN_FILE`, as in EKS), the profile of the user, the container,
  /// the machine.
  record Environment() implements Source {}

  /// A pair of keys.
  ///
  /// @param sessionToken of keys that expire; nobody replaces these
  record Keys(String accessKey, String secretKey, Optional<String> sessionToken) implements Source {
    public Keys {
      if (accessKey.isEmpty() || secretKey.isEmpty()) {
        throw new IllegalArgumentException("access key and secret key belong together");
      }
    }

    @Override
    public String toString() {
      return "Keys[…]";
    }
  }

  /// A role, which is assumed with other credentials, and again before it expires.
  ///
  /// @param source credentials to assume it with
  /// @param arn of the role
  /// @param externalId that its owner demands
  /// @param sessionName by which its owner sees us
  /// @param stsEndpoint of a store that is not AWS; empty: that of AWS in the bucket's region
  record Role(
      Source source,
      String arn,
      Optional<String> externalId,
      String sessionName,
      Optional<URI> stsEndpoint)
      implements S3Credentials {
    private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:iam::[0-9]*:role/.{1,600}");
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_=,.@-]{2,64}");

    /// @throws IllegalArgumentException if there cannot be such a role; says what is wrong, the
    ///   name of the setting first
    public Role {
      if (!ARN.matcher(arn).matches()) {
        throw new IllegalArgumentException(
            "roleArn is no ARN of a role; allowed: as in arn:aws:iam::123456789012:role/edgemq");
      }
      if (!SESSION.matcher(sessionName).matches()) {
        throw new IllegalArgumentException(
            "sessionName is none; allowed: 2 to 64 letters, digits and _ = , . @ -");
      }
    }

    /// The same, assumed with other credentials.
    public Role with(Source other) {
      return new Role(other, arn, externalId, sessionName, stsEndpoint);
    }

    @Override
    public String toString() {
      return "Role[" + arn + "]";
    }
  }
}
