/// Tools that read what a node has stored, and how the commands talk to people.
@NullMarked
package io.edgemq.ops.tools;

import org.jspecify.annotations.NullMarked;
