// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps candidates from hammering a store that struggles, with the circuit breaker, the rate limiter and the retry of
 * Resilience4j. {@link org.election4j.resilience4j.ResilientLeaseStore} goes around any {@link
 * org.election4j.spi.LeaseStore}; it says which calls are held back and which never are.
 */
@NullMarked
package org.election4j.resilience4j;

import org.jspecify.annotations.NullMarked;
