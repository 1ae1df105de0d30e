/// The object store, as little of it as the product needs: create if absent, read, list.
@NullMarked
package io.edgemq.storage.object;

import org.jspecify.annotations.NullMarked;
