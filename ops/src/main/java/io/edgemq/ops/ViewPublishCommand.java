package io.edgemq.ops;

import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.ops.tools.ViewFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq admin publish`: publishes views, so that documents of endpoints can name them.
@Command(
    name = "publish",
    description = {
      "Publishes views of a tenant, one in each file, so that its endpoints can have them.",
      "A version means one thing for ever: a change is a new version."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin publish acme views/temperature_readings.yaml --config edge.conf",
      "  edgemq admin publish acme views/*.yaml --url http://127.0.0.1:8558"
    })
final class ViewPublishCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final AdminOptions options = new AdminOptions();

  @Parameters(index = "0", paramLabel = "TENANT", description = "Whose views they are")
  private String tenant = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "YAML")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    var views = new ArrayList<PublishedView>();
    for (Path file : files) {
      views.add(ViewFile.read(file)); // all of them before the first is published
    }
    return options.run(admin -> {
      for (PublishedView view : views) {
        admin.publish(tenant, view);
        Main.out(spec).println("%s of %s is published".formatted(view.label(), tenant));
      }
      Main.out(spec).flush();
      return Main.OK;
    });
  }
}
