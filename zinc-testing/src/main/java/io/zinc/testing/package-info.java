/** What tests of Zinc, and of what is plugged into it, are made of. */
@NullMarked
package io.zinc.testing;

import org.jspecify.annotations.NullMarked;
