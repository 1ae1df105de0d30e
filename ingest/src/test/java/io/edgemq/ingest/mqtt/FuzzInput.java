package io.edgemq.ingest.mqtt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a fuzzer gives: the bytes that a client sends, how they are cut, and choices of the test.
///
/// The first byte holds the choices in its upper five bits and in the others how many bytes of
/// lengths follow; behind those stand the client's bytes. Pieces have these lengths in turn, each a
/// byte of length - 1; if there is none, pieces are of one byte. So a file `00` and any bytes is a
/// good input.
public final class FuzzInput {
  private static final int LENGTHS_MASK = 0x07;
  private static final int CHOICES_SHIFT = 3;
  private static final byte AMID = 0x42;

  private final int choices;
  private final byte[] lengths;
  private final byte[] bytes;

  private FuzzInput(int choices, byte[] lengths, byte[] bytes) {
    this.choices = choices;
    this.lengths = lengths;
    this.bytes = bytes;
  }

  /// Takes a piece, `[from, to)` of an array that is handed over.
  @FunctionalInterface
  public interface Taker {
    /// Takes it.
    ///
    /// @return whether the next one is wanted
    boolean take(byte[] array, int from, int to);
  }

  /// Reads what a fuzzer gave.
  public static FuzzInput of(byte[] input) {
    if (input.length == 0) {
      return new FuzzInput(0, input, input);
    }
    int bytesFrom = Math.min(input.length, 1 + (input[0] & LENGTHS_MASK));
    return new FuzzInput(
        (input[0] & 0xFF) >>> CHOICES_SHIFT,
        Arrays.copyOfRange(input, 1, bytesFrom),
        Arrays.copyOfRange(input, bytesFrom, input.length));
  }

  /// Choice 0 to 4.
  public boolean isChosen(int choice) {
    return (choices >>> choice & 1) != 0;
  }

  /// The client's bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// Gives the bytes in one piece, amid others.
  public void whole(Taker taker) {
    taker.take(amid(bytes), 1, 1 + bytes.length);
  }

  /// Gives the bytes piece by piece, amid others.
  public void inPieces(Taker taker) {
    boolean isWanted = true;
    for (int i = 0, at = 0; at < bytes.length && isWanted; i++) {
      int length = lengths.length == 0 ? 1 : 1 + (lengths[i % lengths.length] & 0xFF);
      int to = Math.min(bytes.length, at + length);
      isWanted = taker.take(amid(Arrays.copyOfRange(bytes, at, to)), 1, 1 + to - at);
      at = to;
    }
  }

  /// The pieces as arrays of their own.
  public List<byte[]> pieces() {
    var pieces = new ArrayList<byte[]>();
    inPieces((array, from, to) -> pieces.add(Arrays.copyOfRange(array, from, to)));
    return pieces;
  }

  private static byte[] amid(byte[] piece) {
    byte[] array = new byte[piece.length + 2];
    Arrays.fill(array, AMID);
    System.arraycopy(piece, 0, array, 1, piece.length);
    return array;
  }
}
