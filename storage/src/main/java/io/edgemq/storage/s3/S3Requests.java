package io.edgemq.storage.s3;

/// Requests that were sent since the store was made, repetitions and failures among them: what is
/// paid for.
///
/// @param puts of whole objects
/// @param creates multipart uploads begun
/// @param parts of them
/// @param completes of them
/// @param aborts of them
/// @param heads looks at an object
/// @param gets objects read
/// @param lists pages of keys or uploads
/// @param deletes of what a check has put
public record S3Requests(
    long puts,
    long creates,
    long parts,
    long completes,
    long aborts,
    long heads,
    long gets,
    long lists,
    long deletes) {}
