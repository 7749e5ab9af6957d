/** Recorded editing sessions of several authors, and how each of them is told again as Yjs updates. */
@NullMarked
package io.zinc.benchmarks.trace;

import org.jspecify.annotations.NullMarked;
