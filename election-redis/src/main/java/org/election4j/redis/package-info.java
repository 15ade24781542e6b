// SPDX-License-Identifier: Apache-2.0
/**
 * Redis as the lease store.
 *
 * <p>{@link org.election4j.redis.RedisLeaseStore} keeps the records in hashes of one namespace, on a single server, behind
 * Sentinel or in a Cluster.
 */
@NullMarked
package org.election4j.redis;

import org.jspecify.annotations.NullMarked;
