/** Links over ZeroMQ: how they map to socket patterns, and the libraries behind them. */
@NullMarked
package io.zinc.zeromq;

import org.jspecify.annotations.NullMarked;
