package io.edgemq.storage.object;

/// What became of a conditional put.
public sealed interface PutOutcome {
  /// The object was not there and now is.
  record Created() implements PutOutcome {}

  /// An object of that key was there already and stays as it was.
  ///
  /// @param sha256 of its bytes, hex
  record AlreadyThere(String sha256) implements PutOutcome {}
}
