/// Reads what users write as the definition of a view, and says all that is wrong with it.
/// [ViewReader] is the way in. The YAML library stays within this package.
@NullMarked
package io.edgemq.views.check;

import org.jspecify.annotations.NullMarked;
