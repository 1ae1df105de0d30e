package io.edgemq.ops.api;

/// One operation of the management port. The table of them is all there is: what is not in it is
/// not found, and nothing in it is answered without the access that stands beside it.
///
/// @param method GET, PUT, POST or DELETE
public record ApiRoute(String method, PathTemplate path, Access access, ApiHandler handler) {
  /// A route that answers by itself, on a thread that may block.
  public static ApiRoute of(
      String method, String path, Access access, ApiHandler.Blocking handler) {
    return new ApiRoute(method, new PathTemplate(path), access, handler);
  }

  /// A route behind which Pekko HTTP answers.
  public static ApiRoute mounted(
      String method, String path, Access access, ApiHandler.Mounted mounted) {
    return new ApiRoute(method, new PathTemplate(path), access, mounted);
  }
}
