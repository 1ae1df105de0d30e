/// Typed views over sealed segments: the place where their definitions are checked and rows are
/// rendered. Nothing is built here yet; the module holds the place between `storage` and `cluster`
/// in the order of imports.
@NullMarked
package io.edgemq.views;

import org.jspecify.annotations.NullMarked;
