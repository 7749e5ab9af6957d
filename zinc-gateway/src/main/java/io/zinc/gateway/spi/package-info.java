/** What an application plugs into a gateway: who may do what. */
@NullMarked
package io.zinc.gateway.spi;

import org.jspecify.annotations.NullMarked;
