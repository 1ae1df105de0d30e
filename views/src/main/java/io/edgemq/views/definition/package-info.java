/// What a view is: typed columns over the messages of an endpoint, a filter, and how rows are laid
/// out in files. Everything here is immutable, for any thread, and right once it is there: what
/// users write is read and judged by `io.edgemq.views.check`. The grammar is in `docs/views.md`.
@NullMarked
package io.edgemq.views.definition;

import org.jspecify.annotations.NullMarked;
