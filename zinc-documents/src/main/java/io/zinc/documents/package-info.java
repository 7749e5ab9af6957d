/** Documents that many endpoints edit at once: the public API. */
@NullMarked
package io.zinc.documents;

import org.jspecify.annotations.NullMarked;
