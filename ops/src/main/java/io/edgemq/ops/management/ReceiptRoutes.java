package io.edgemq.ops.management;

import io.edgemq.ops.receipt.Fate;
import io.edgemq.ops.receipt.FateText;
import io.edgemq.ops.receipt.ReceiptLookup;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/// What became of a message: `GET /cluster/receipts/RECEIPT` answers as `edgemq receipt --json`
/// does, from the object store and the disk of the node that is asked. 404 if nothing is known
/// there, 400 if it is no receipt.
public final class ReceiptRoutes {
  private final ReceiptLookup lookup;
  private final Executor blocking;

  /// One search holds a segment in memory.
  private final ReentrantLock oneAtATime = new ReentrantLock();

  private ReceiptRoutes(ReceiptLookup lookup, Executor blocking) {
    this.lookup = lookup;
    this.blocking = blocking;
  }

  /// The route.
  ///
  /// @param blocking where is searched
  public static Route of(ReceiptLookup lookup, Executor blocking) {
    var routes = new ReceiptRoutes(lookup, blocking);
    return Directives.path(
        PathMatchers.segment("cluster").slash("receipts").slash(PathMatchers.remaining()),
        receipt -> Directives.get(() -> routes.answer(receipt)));
  }

  private Route answer(String receipt) {
    Optional<LogPosition> position = Receipt.parse(receipt);
    if (position.isEmpty()) {
      return Directives.complete(
          StatusCodes.BAD_REQUEST, "That is no receipt; allowed: " + Receipt.FORM + "\n");
    }
    return Directives.onSuccess(
        CompletableFuture.supplyAsync(() -> find(position.get()), blocking),
        fate ->
            Directives.complete(
                fate instanceof Fate.Unknown ? StatusCodes.NOT_FOUND : StatusCodes.OK,
                HttpEntities.create(
                    ContentTypes.APPLICATION_JSON, new FateText(receipt, fate).json() + "\n")));
  }

  private Fate find(LogPosition position) {
    oneAtATime.lock();
    try {
      return lookup.find(position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      oneAtATime.unlock();
    }
  }
}
