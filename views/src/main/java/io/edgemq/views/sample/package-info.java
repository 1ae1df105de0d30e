/// What samples tell: which rows a definition makes of them ([io.edgemq.views.sample.Preview]), and
/// which definition fits them ([io.edgemq.views.sample.Inference]). Memory is bounded whatever the
/// samples are: what is beyond a limit is only counted, and told.
@NullMarked
package io.edgemq.views.sample;

import org.jspecify.annotations.NullMarked;
