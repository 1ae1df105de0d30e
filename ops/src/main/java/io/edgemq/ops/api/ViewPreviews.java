package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.ops.recent.RecentPreview;
import io.edgemq.ops.tools.PreviewJson;
import io.edgemq.storage.commit.StoreOfLog;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.Fault;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.util.List;

/// `/v1/views/preview`: what a definition would make of an endpoint's newest committed messages.
/// Nothing is stored. One at a time on a node, in bounded memory and time.
public final class ViewPreviews {
  private static final int OK = 200;
  private static final int ROWS_DEFAULT = 20;

  private final StoreOfLog stores;

  /// @param stores where the segments of endpoints are
  public ViewPreviews(StoreOfLog stores) {
    this.stores = stores;
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    var bounded = new OneAtATime("a preview", this::preview);
    return List.of(ApiRoute.of("POST", "/v1/views/preview", Access.READ, bounded::answer));
  }

  private ApiAnswer preview(ApiRequest request) throws ApiProblem, IOException {
    JsonBody body = JsonBody.of(request);
    EndpointName name =
        EndpointName.of(
            body.requiredText("tenant", "the name of one"),
            body.requiredText("endpoint", "the name of one"));
    String definition = body.requiredText("definition", "YAML with a view");
    int limit = body.number("limit", 1, RecentPreview.ROWS_MAX).orElse(ROWS_DEFAULT);
    body.refuseOthers();
    if (!request.caller().sees(name.tenant())) {
      throw ApiProblem.notFound("There is no such tenant.");
    }
    return switch (ViewReader.read(definition.getBytes(UTF_8))) {
      case CheckedView.Valid(ViewDefinition view) -> preview(name, view, limit);
      case CheckedView.Faulty(List<Fault> faults) ->
          throw ApiProblem.unprocessable("The definition has faults.", ViewText.json(faults));
    };
  }

  private ApiAnswer preview(EndpointName name, ViewDefinition view, int limit)
      throws ApiProblem, IOException {
    ObjectStore store = name.store(stores);
    RecentPreview.Result result = RecentPreview.of(store, name.segments(store), view, limit);
    return ApiAnswer.text(OK, ApiAnswer.JSON, text(result) + "\n");
  }

  private static String text(RecentPreview.Result result) throws IOException {
    return new PreviewJson(result.preview())
        .text(json -> {
          json.writeStringField("error", result.preview().error().orElse(null));
          json.writeNumberField("segments", result.segments());
          json.writeBooleanField("complete", result.isComplete());
          json.writeArrayFieldStart("faults");
          for (RecentPreview.Fault it : result.faults()) {
            json.writeStartObject();
            json.writeStringField("key", it.key());
            json.writeStringField("fault", it.what());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
