@NullMarked
package io.zinc.benchmarks;

import org.jspecify.annotations.NullMarked;
