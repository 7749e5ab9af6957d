/** The {@code zinc} program. */
@NullMarked
package io.zinc.cli;

import org.jspecify.annotations.NullMarked;
