@NullMarked
package io.zinc.benchmarks.trace;

import org.jspecify.annotations.NullMarked;
