// SPDX-License-Identifier: Apache-2.0
/**
 * What a store must do so that the engine can elect leaders on it.
 *
 * <p>A {@linkplain org.election4j.spi.LeaseStore store} keeps three kinds of {@linkplain
 * org.election4j.spi.LeaseRecord record} and changes them by compare-and-set on their exact {@linkplain
 * org.election4j.spi.Version version}. It makes a single attempt per call and says honestly which of three outcomes the
 * attempt had. It knows no engine, starts no retry, and keeps no protocol state of its own: every decision is the
 * engine's.
 *
 * <p>Test a store of your own with {@code LeaseStoreContract} and {@code LeaderElectorContract} of the module {@code
 * election-testkit}. A {@linkplain org.election4j.spi.TickStore store of ticks} has {@code TickStoreContract} there.
 */
@NullMarked
package org.election4j.spi;

import org.jspecify.annotations.NullMarked;
