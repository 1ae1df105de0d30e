package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;

/// A request that is answered with what is wrong about it.
public final class ApiProblem extends Exception {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int UNPROCESSABLE = 422;

  private final transient ApiAnswer answer;

  /// @param detail for people
  public ApiProblem(int status, String detail) {
    this(ApiAnswer.problem(status, detail, List.of()));
  }

  private ApiProblem(ApiAnswer answer) {
    super(answer.body(), null, false, false);
    this.answer = answer;
  }

  /// There is no such thing, or not for the caller.
  public static ApiProblem notFound(String what) {
    return new ApiProblem(NOT_FOUND, what);
  }

  /// What was sent is not right.
  public static ApiProblem unprocessable(String detail) {
    return new ApiProblem(UNPROCESSABLE, detail);
  }

  /// What was sent is not right, for several reasons.
  public static ApiProblem unprocessable(String detail, List<String> errors) {
    return new ApiProblem(ApiAnswer.problem(UNPROCESSABLE, detail, errors));
  }

  /// The same, with reasons that are objects.
  public static ApiProblem unprocessable(String detail, ArrayNode errors) {
    return new ApiProblem(ApiAnswer.problem(UNPROCESSABLE, detail, errors));
  }

  /// It does not go together with what there is.
  public static ApiProblem conflict(String detail, List<String> errors) {
    return new ApiProblem(ApiAnswer.problem(CONFLICT, detail, errors));
  }

  /// It is not as `If-Match` or `If-None-Match` has it.
  public static ApiProblem preconditionFailed(String detail) {
    return new ApiProblem(PRECONDITION_FAILED, detail);
  }

  /// What is answered.
  public ApiAnswer answer() {
    return answer;
  }
}
