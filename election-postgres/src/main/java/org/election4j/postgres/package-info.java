// SPDX-License-Identifier: Apache-2.0
/**
 * PostgreSQL as the lease store, and a fence for its transactions.
 *
 * <p>{@link org.election4j.postgres.PostgresLeaseStore} keeps the records in three tables that {@link
 * org.election4j.postgres.PostgresSchema} creates or prints. {@link org.election4j.postgres.PostgresFence} ties a
 * transaction of yours to a term: it cannot commit after a later term was acquired.
 */
@NullMarked
package org.election4j.postgres;

import org.jspecify.annotations.NullMarked;
