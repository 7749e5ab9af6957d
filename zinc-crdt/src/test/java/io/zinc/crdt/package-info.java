@NullMarked
package io.zinc.crdt;

import org.jspecify.annotations.NullMarked;
