package io.edgemq.storage.s3;

import io.edgemq.storage.object.ObjectContent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// One object in parts: some of them at once, each from its place in the array, then put together
/// if there is no object of the key. One thread, which waits for those of the parts.
final class PartsUpload {
  private final S3Clients clients;
  private final Requests requests;
  private final S3Limits limits;
  private final String key;
  private final ObjectContent content;
  private final String id;

  private PartsUpload(
      S3Clients clients,
      Requests requests,
      S3Limits limits,
      String key,
      ObjectContent content,
      String id) {
    this.clients = clients;
    this.requests = requests;
    this.limits = limits;
    this.key = key;
    this.content = content;
    this.id = id;
  }

  /// Begins an upload.
  ///
  /// @throws SdkException if the store could not do it; what a lost answer leaves, the janitor
  ///   takes
  static PartsUpload begin(
      S3Clients clients, Requests requests, S3Limits limits, String key, ObjectContent content) {
    String id = clients.repeating().createMultipartUpload(requests.create(key, content)).uploadId();
    return new PartsUpload(clients, requests, limits, key, content, id);
  }

  /// Sends all parts.
  ///
  /// @return what puts them together
  /// @throws SdkException if one could not be sent; none is on its way any more then
  List<CompletedPart> send() {
    int count = Math.ceilDiv(content.length(), limits.partBytes());
    var next = new AtomicInteger();
    var hasFailed = new AtomicBoolean();
    var lanes = new ArrayList<Future<List<CompletedPart>>>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int lane = 0; lane < Math.min(count, limits.partsInFlight()); lane++) {
        lanes.add(executor.submit(() -> lane(count, next, hasFailed)));
      }
    } // waits for all of them; interrupted, it interrupts them
    var parts = new ArrayList<CompletedPart>();
    for (Future<List<CompletedPart>> lane : lanes) {
      parts.addAll(sent(lane));
    }
    parts.sort((a, b) -> a.partNumber().compareTo(b.partNumber()));
    return parts;
  }

  private List<CompletedPart> lane(int count, AtomicInteger next, AtomicBoolean hasFailed) {
    var parts = new ArrayList<CompletedPart>();
    for (int part = next.getAndIncrement(); part < count; part = next.getAndIncrement()) {
      if (hasFailed.get()) {
        return parts;
      }
      try {
        parts.add(send(part));
      } catch (RuntimeException e) {
        hasFailed.set(true);
        throw e;
      }
    }
    return parts;
  }

  private CompletedPart send(int part) {
    int from = part * limits.partBytes();
    var body =
        new Body(content.bytes(), from, Math.min(limits.partBytes(), content.length() - from));
    UploadPartRequest request = requests.part(key, id, part + 1, body);
    UploadPartResponse answer =
        clients.repeating().uploadPart(request, body.request(content.contentType()));
    return CompletedPart.builder()
        .partNumber(part + 1)
        .eTag(answer.eTag())
        .checksumCRC32C(request.checksumCRC32C())
        .build();
  }

  private static List<CompletedPart> sent(Future<List<CompletedPart>> lane) {
    try {
      return lane.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SdkException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("interrupted while parts were sent", e);
    }
  }

  /// Puts the parts together, unless there is an object of the key.
  ///
  /// @param sent set once the request is on its way
  void complete(List<CompletedPart> parts, AtomicBoolean sent) {
    clients.creating().completeMultipartUpload(requests.complete(key, id, parts, sent));
  }

  /// Gives up what was sent.
  void abort(String bucket) {
    clients.repeating().abortMultipartUpload(it -> it.bucket(bucket).key(key).uploadId(id));
  }
}
