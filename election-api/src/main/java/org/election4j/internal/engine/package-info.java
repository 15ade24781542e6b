// SPDX-License-Identifier: Apache-2.0
/**
 * The shell around the machines: threads, timers, store calls, callbacks. It decides nothing about safety; it asks the
 * machines what to write, carries it out and hands the answers back.
 *
 * <p>Everything that changes happens under one lock per candidate, in steps that neither block nor call out: user code,
 * store calls and log lines follow after the lock is free. Reading {@code isLeader()} needs no lock at all.
 */
@NullMarked
package org.election4j.internal.engine;

import org.jspecify.annotations.NullMarked;
