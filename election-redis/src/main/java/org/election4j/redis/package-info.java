// SPDX-License-Identifier: Apache-2.0
/**
 * Redis as the lease store, and a fence for writes to it.
 *
 * <p>{@link org.election4j.redis.RedisLeaseStore} keeps the records in hashes of one namespace, on a single server, behind
 * Sentinel or in a Cluster. {@link org.election4j.redis.RedisFence} runs commands of yours only as long as a term leads.
 */
@NullMarked
package org.election4j.redis;

import org.jspecify.annotations.NullMarked;
