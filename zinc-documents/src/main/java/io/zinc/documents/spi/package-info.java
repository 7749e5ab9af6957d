/** What others plug into documents: stores, and strategies of consistency. */
@NullMarked
package io.zinc.documents.spi;

import org.jspecify.annotations.NullMarked;
