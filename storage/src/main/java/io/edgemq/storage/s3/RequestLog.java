package io.edgemq.storage.s3;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// Counts requests as they are sent, and notes that one was: what fails before that, for want of
/// credentials say, has surely done nothing. Any thread.
final class RequestLog implements ExecutionInterceptor {
  private static final ExecutionAttribute<AtomicBoolean> SENT =
      new ExecutionAttribute<>("io.edgemq.sent");

  private final LongAdder puts = new LongAdder();
  private final LongAdder creates = new LongAdder();
  private final LongAdder parts = new LongAdder();
  private final LongAdder completes = new LongAdder();
  private final LongAdder aborts = new LongAdder();
  private final LongAdder heads = new LongAdder();
  private final LongAdder gets = new LongAdder();
  private final LongAdder lists = new LongAdder();
  private final LongAdder deletes = new LongAdder();

  /// What a request has to carry for `sent` to be set once it is on its way.
  static AwsRequestOverrideConfiguration noting(AtomicBoolean sent) {
    return AwsRequestOverrideConfiguration.builder().putExecutionAttribute(SENT, sent).build();
  }

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    @Nullable AtomicBoolean sent = attributes.getAttribute(SENT);
    if (sent != null) {
      sent.set(true);
    }
    LongAdder counter = counter(context.request());
    if (counter != null) {
      counter.increment();
    }
  }

  private @Nullable LongAdder counter(SdkRequest request) {
    return switch (request) {
      case PutObjectRequest _ -> puts;
      case CreateMultipartUploadRequest _ -> creates;
      case UploadPartRequest _ -> parts;
      case CompleteMultipartUploadRequest _ -> completes;
      case AbortMultipartUploadRequest _ -> aborts;
      case HeadObjectRequest _ -> heads;
      case GetObjectRequest _ -> gets;
      case ListObjectsV2Request _, ListMultipartUploadsRequest _ -> lists;
      case DeleteObjectRequest _ -> deletes;
      default -> null;
    };
  }

  S3Requests requests() {
    return new S3Requests(
        puts.sum(),
        creates.sum(),
        parts.sum(),
        completes.sum(),
        aborts.sum(),
        heads.sum(),
        gets.sum(),
        lists.sum(),
        deletes.sum());
  }
}
