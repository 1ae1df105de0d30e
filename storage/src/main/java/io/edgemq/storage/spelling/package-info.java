/// What people may have meant by a word that is none.
@NullMarked
package io.edgemq.storage.spelling;

import org.jspecify.annotations.NullMarked;
