package io.edgemq.storage.spelling;

/// How many slips apart two words are, for "did you mean".
public final class EditDistance {
  private EditDistance() {}

  /// Letters inserted, left out, replaced, or swapped with their neighbour (optimal string
  /// alignment).
  public static int between(String a, String b) {
    int[][] least = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        least[i][j] = i == 0 || j == 0 ? i + j : step(least, a, b, i, j);
      }
    }
    return least[a.length()][b.length()];
  }

  private static int step(int[][] least, String a, String b, int i, int j) {
    int replaced = least[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(least[i - 1][j], least[i][j - 1]) + 1);
    boolean isSwap =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwap ? Math.min(best, least[i - 2][j - 2] + 1) : best;
  }
}
