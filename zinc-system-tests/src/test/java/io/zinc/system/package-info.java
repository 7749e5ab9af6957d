/** Tests with real processes and sockets, and of the project as a whole. */
@NullMarked
package io.zinc.system;

import org.jspecify.annotations.NullMarked;
