/** Endpoints, messages and topics: the public API of Zinc. */
@NullMarked
package io.zinc.core;

import org.jspecify.annotations.NullMarked;
