package io.edgemq.views.rows;

import java.util.Arrays;

/// Bytes.
///
/// @param bytes not to be changed
@SuppressWarnings("ArrayRecordComponent") // equality is overridden
public record Blob(byte[] bytes) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Blob(byte[] its) && Arrays.equals(bytes, its);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
