package io.edgemq.ingest.websocket;

/// Finds the end of a request's head, and whether it may be a handshake: a GET with an Upgrade
/// header. It reads chunks as they come and judges nothing else: what is a request is up to the
/// HTTP server, which reads the same bytes.
final class RequestHeadScan {
  private static final String METHOD = "GET ";
  private static final String NAME = "upgrade:";

  private boolean isFirstLine = true;
  private boolean isGet = true;
  private int lineBytes;
  private boolean isName;
  private boolean hasUpgrade;

  /// The index behind the empty line that ends the head, -1 if that is not in the chunk.
  int end(byte[] chunk) {
    for (int at = 0; at < chunk.length; at++) {
      byte next = chunk[at];
      if (next == '\n') {
        if (lineBytes == 0) {
          return at + 1;
        }
        lineBytes = 0;
        isFirstLine = false;
        isName = true;
      } else if (next != '\r') {
        takeOfLine(next);
      }
    }
    return -1;
  }

  private void takeOfLine(byte next) {
    if (isFirstLine) {
      isGet &= lineBytes >= METHOD.length() || next == METHOD.charAt(lineBytes);
    } else if (isName && lineBytes < NAME.length()) {
      isName = (next | 0x20) == NAME.charAt(lineBytes); // which makes no ':' of anything sensible
      hasUpgrade |= isName && lineBytes == NAME.length() - 1;
    }
    lineBytes++;
  }

  /// Whether the head, up to where it was scanned, is such a GET.
  boolean isHandshake() {
    return isGet && hasUpgrade;
  }
}
