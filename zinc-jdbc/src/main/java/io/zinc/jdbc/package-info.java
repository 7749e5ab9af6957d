/** Documents kept in a database, over JDBC. */
@NullMarked
package io.zinc.jdbc;

import org.jspecify.annotations.NullMarked;
