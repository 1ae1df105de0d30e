package io.edgemq.ops.api;

import io.edgemq.ops.receipt.Fate;
import io.edgemq.ops.receipt.FateText;
import io.edgemq.ops.receipt.ReceiptLookup;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// `/v1/receipts/{receipt}`: what became of a message, as `edgemq receipt --json` tells it, from
/// the object store and the disk of the node that is asked. For the operator also at
/// `/cluster/receipts`.
public final class Receipts {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final ReceiptLookup lookup;

  /// One search holds a segment in memory.
  private final ReentrantLock oneAtATime = new ReentrantLock();

  public Receipts(ReceiptLookup lookup) {
    this.lookup = lookup;
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", "/v1/receipts/{+receipt}", Access.READ, this::get),
        ApiRoute.of("GET", "/cluster/receipts/{+receipt}", Access.OPERATOR_READ, this::get));
  }

  private ApiAnswer get(ApiRequest request) throws ApiProblem, IOException {
    String receipt = request.path("receipt");
    LogPosition position =
        Receipt.parse(receipt)
            .orElseThrow(
                () -> ApiProblem.unprocessable("That is no receipt; allowed: " + Receipt.FORM));
    Fate fate =
        request.caller().sees(position.segment().wal().tenant())
            ? find(position)
            : new Fate.Unknown("there is no such tenant");
    return ApiAnswer.text(
        fate instanceof Fate.Unknown ? NOT_FOUND : OK,
        ApiAnswer.JSON,
        new FateText(receipt, fate).json() + "\n");
  }

  private Fate find(LogPosition position) throws IOException {
    oneAtATime.lock();
    try {
      return lookup.find(position);
    } finally {
      oneAtATime.unlock();
    }
  }
}
