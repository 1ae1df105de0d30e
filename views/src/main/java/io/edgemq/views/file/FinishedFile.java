package io.edgemq.views.file;

/// A whole file in memory. The array is handed over.
///
/// @param bytes array with the file from index 0
/// @param length bytes of the file
/// @param rows in it
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record FinishedFile(byte[] bytes, int length, long rows) {}
