// SPDX-License-Identifier: Apache-2.0
/**
 * The protocol, and nothing else: machines that take numbers and events and return writes and events. No thread, no
 * clock, no random source, no logger and no store in here, so that the very same classes run in production, in simulated
 * time and under exhaustive search. {@code docs/protocol.md} states the rules H1 to H9 and R1 to R6 that the comments
 * refer to.
 *
 * <p>Machines are not thread-safe; whoever drives them holds a lock. Each keeps its whole state in one immutable record,
 * so that a search can take it out and put it back.
 */
@NullMarked
package org.election4j.internal.machine;

import org.jspecify.annotations.NullMarked;
