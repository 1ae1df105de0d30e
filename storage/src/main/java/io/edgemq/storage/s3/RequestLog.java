package io.edgemq.storage.s3;

import io.edgemq.storage.object.StoreCalls;
import io.edgemq.storage.object.StoreCalls.Operation;
import io.edgemq.storage.object.StoreCalls.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;
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

/// Counts requests as they are sent and answered, and notes that one was sent: what fails before
/// that, for want of credentials say, has surely done nothing. Any thread.
final class RequestLog implements ExecutionInterceptor {
  private static final ExecutionAttribute<AtomicBoolean> SENT =
      new ExecutionAttribute<>("io.edgemq.sent");

  /// Whether the last try of a call was answered; not there before the first.
  private static final ExecutionAttribute<Boolean> IS_ANSWERED =
      new ExecutionAttribute<>("io.edgemq.is-answered");

  private final StoreCalls calls;

  /// @param calls where it is counted
  RequestLog(StoreCalls calls) {
    this.calls = calls;
  }

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
    @Nullable Operation operation = operation(context.request());
    if (operation == null) {
      return;
    }
    @Nullable Boolean isAnswered = attributes.getAttribute(IS_ANSWERED);
    if (isAnswered != null) {
      calls.retried(operation);
      noteSilence(operation, isAnswered);
    }
    attributes.putAttribute(IS_ANSWERED, false);
    calls.sent(
        operation, context.requestBody().flatMap(it -> it.optionalContentLength()).orElse(0L));
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
    @Nullable Operation operation = operation(context.request());
    if (operation != null) {
      attributes.putAttribute(IS_ANSWERED, true);
      Outcome outcome = Outcome.ofStatus(context.httpResponse().statusCode());
      boolean isObject = operation == Operation.GET && outcome == Outcome.OK;
      calls.ended(operation, outcome, isObject ? length(context) : 0);
    }
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    @Nullable Operation operation = operation(context.request());
    @Nullable Boolean isAnswered = attributes.getAttribute(IS_ANSWERED);
    if (operation != null && isAnswered != null) {
      noteSilence(operation, isAnswered);
    }
  }

  private void noteSilence(Operation operation, boolean isAnswered) {
    if (!isAnswered) {
      calls.ended(operation, Outcome.NO_ANSWER, 0);
    }
  }

  private static long length(Context.AfterTransmission context) {
    try {
      return context
          .httpResponse()
          .firstMatchingHeader("Content-Length")
          .map(Long::parseLong)
          .orElse(0L);
    } catch (NumberFormatException _) {
      return 0; // whatever reads the body finds out
    }
  }

  private static @Nullable Operation operation(SdkRequest request) {
    return switch (request) {
      case PutObjectRequest _ -> Operation.PUT;
      case CreateMultipartUploadRequest _ -> Operation.CREATE_UPLOAD;
      case UploadPartRequest _ -> Operation.UPLOAD_PART;
      case CompleteMultipartUploadRequest _ -> Operation.COMPLETE_UPLOAD;
      case AbortMultipartUploadRequest _ -> Operation.ABORT_UPLOAD;
      case HeadObjectRequest _ -> Operation.HEAD;
      case GetObjectRequest _ -> Operation.GET;
      case ListObjectsV2Request _, ListMultipartUploadsRequest _ -> Operation.LIST;
      case DeleteObjectRequest _ -> Operation.DELETE;
      default -> null;
    };
  }

  S3Requests requests() {
    return new S3Requests(
        calls.sent(Operation.PUT),
        calls.sent(Operation.CREATE_UPLOAD),
        calls.sent(Operation.UPLOAD_PART),
        calls.sent(Operation.COMPLETE_UPLOAD),
        calls.sent(Operation.ABORT_UPLOAD),
        calls.sent(Operation.HEAD),
        calls.sent(Operation.GET),
        calls.sent(Operation.LIST),
        calls.sent(Operation.DELETE));
  }
}
