package io.edgemq.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/// What a sound CONNECT says. The arrays are copies of the packet's bytes, well-formed UTF-8 where
/// MQTT wants it, and are not changed. A will is not kept: it is never published here.
///
/// @param version the protocol spoken from here on
/// @param clientId may be empty if `cleanSession`, or in MQTT 5.0; at most
///   [SessionLimits#clientIdBytesMax()] bytes
/// @param userName a label, may be empty; null if there is none
/// @param password the API key as it was sent; null if there is none
/// @param cleanSession whether the client expects no state from before
/// @param keepAliveSeconds longest silence the client promises, 0 if it promises nothing
/// @param hasWill whether a will came along, which was discarded
/// @param willQos its quality of service, 0 if there was none
/// @param terms what a client of MQTT 5.0 asks of the server
@SuppressWarnings("ArrayRecordComponent") // one owner after the other, never compared
public record ConnectRequest(
    ProtocolVersion version,
    byte[] clientId,
    byte @Nullable [] userName,
    byte @Nullable [] password,
    boolean cleanSession,
    int keepAliveSeconds,
    boolean hasWill,
    int willQos,
    ClientTerms terms) {

  /// Sizes only: a name may hold anything, and the password is a key.
  @Override
  public String toString() {
    return "ConnectRequest["
        + version
        + ", client id of "
        + clientId.length
        + " bytes, user name "
        + (userName == null ? "absent" : "of " + userName.length + " bytes")
        + ", password "
        + (password == null ? "absent" : "present")
        + (cleanSession ? ", clean session" : "")
        + ", keep alive "
        + keepAliveSeconds
        + " s"
        + (hasWill ? ", will" : "")
        + "]";
  }
}
