/// What files of rows have in common, whatever their format.
@NullMarked
package io.edgemq.views.file;

import org.jspecify.annotations.NullMarked;
