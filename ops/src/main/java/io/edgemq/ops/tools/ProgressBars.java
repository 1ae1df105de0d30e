package io.edgemq.ops.tools;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// Progress as a bar on a terminal that is redrawn in place and cleared at the end.
final class ProgressBars implements Progress {
  /// What fits every terminal; a longer line would break and stay.
  private static final int COLUMNS = 79;

  private static final int REDRAW_MILLIS = 200;

  private final PrintWriter err;
  private final ProgressBarBuilder builder;
  private @Nullable ProgressBar bar;

  ProgressBars(PrintWriter err, String task, String unit, long unitSize) {
    this.err = err;
    boolean isUnicode = "UTF-8".equalsIgnoreCase(System.getProperty("stderr.encoding"));
    builder =
        ProgressBar.builder()
            .setTaskName(task)
            .setUnit(" " + unit, unitSize)
            .setStyle(isUnicode ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setConsumer(new Line())
            .hideEta();
  }

  @Override
  public void at(long done, long of, String note) {
    if (bar == null) {
      bar = builder.setInitialMax(of).build();
    }
    bar.maxHint(of).stepTo(done).setExtraMessage(note.isEmpty() ? "" : " " + note);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      // The library's own clearing is left out where the bar is closed before it was drawn twice.
      draw(" ".repeat(COLUMNS) + "\r");
    }
  }

  private void draw(String text) {
    err.print("\r" + text);
    err.flush();
  }

  /// The one line of the terminal that is drawn on.
  private final class Line implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return COLUMNS;
    }

    @Override
    public void accept(String text) {
      draw(text);
    }

    @Override
    public void close() {}
  }
}
