/// The object store over S3 and what speaks like it. The one place that knows the AWS SDK: none of
/// its types leaves this package (decisions 0004 and 0029).
@NullMarked
package io.edgemq.storage.s3;

import org.jspecify.annotations.NullMarked;
