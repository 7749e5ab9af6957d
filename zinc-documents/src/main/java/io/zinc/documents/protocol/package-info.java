/** What hosts and sessions of documents do, as state machines without threads or clocks. For shells and simulators. */
@NullMarked
package io.zinc.documents.protocol;

import org.jspecify.annotations.NullMarked;
