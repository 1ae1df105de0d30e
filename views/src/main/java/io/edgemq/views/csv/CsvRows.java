package io.edgemq.views.csv;

import java.io.IOException;

/// How many rows a CSV file of ours has. Any number of threads.
public final class CsvRows {
  private CsvRows() {}

  /// Counts the rows of a whole file in memory: its lines without the header, where line ends in
  /// quotes are none.
  ///
  /// @throws IOException if it has no header or is cut
  public static long count(byte[] file) throws IOException {
    boolean isQuoted = false;
    long lines = 0;
    for (byte it : file) {
      if (it == '"') {
        isQuoted = !isQuoted;
      } else if (it == '\n' && !isQuoted) {
        lines++;
      }
    }
    if (isQuoted || lines == 0 || file[file.length - 1] != '\n') {
      throw new IOException("it does not end with a whole line");
    }
    return lines - 1;
  }
}
