// SPDX-License-Identifier: Apache-2.0
/**
 * The loops around the machines: what to read, what to write, when to look at the clock. They decide nothing about safety;
 * they ask the machines what to write, carry it out and hand the answers back.
 *
 * <p>Everything that changes happens under one lock per candidate, in steps that neither block nor call out: user code,
 * store calls and log lines follow after the lock is free. Reading {@code isLeader()} needs no lock at all.
 */
@NullMarked
package org.election4j.internal.engine;

import org.jspecify.annotations.NullMarked;
