/** Where others plug into Zinc: transports, authentication, authorisation. */
@NullMarked
package io.zinc.core.spi;

import org.jspecify.annotations.NullMarked;
