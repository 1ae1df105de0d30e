package io.edgemq.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.util.function.Function;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/// An object while it is read. What is wrong with it is an [IOException]; one that is closed before
/// its end gives its connection up, for the rest might be long.
final class ObjectStream extends FilterInputStream {
  private final ResponseInputStream<?> response;
  private final Function<SdkException, IOException> failure;
  private boolean isAtEnd;

  ObjectStream(ResponseInputStream<?> response, Function<SdkException, IOException> failure) {
    super(response);
    this.response = response;
    this.failure = failure;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int read = response.read(bytes, offset, length);
      isAtEnd |= read < 0;
      return read;
    } catch (SdkException e) {
      throw failure.apply(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (isAtEnd) {
      response.close();
    } else {
      response.abort();
    }
  }
}
