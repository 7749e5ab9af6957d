/** Measurements of Zinc beside what a user would take instead, in the same run on the same machine. */
@NullMarked
package io.zinc.benchmarks;

import org.jspecify.annotations.NullMarked;
