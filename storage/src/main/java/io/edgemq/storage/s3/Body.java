package io.edgemq.storage.s3;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.sync.RequestBody;

/// Bytes of an array on their way, not copied, read as often as they are sent.
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Body(byte[] bytes, int from, int length) {

  RequestBody request(String contentType) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, from, length), length, contentType);
  }

  /// As S3 wants it in a header: base64, big-endian.
  String crc32c() {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    return Base64.getEncoder().encodeToString(value);
  }

  /// As `Content-MD5` has it (RFC 1864).
  String md5() {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes, from, length);
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
