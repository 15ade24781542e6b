// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.List;
import org.election4j.spi.CompareAndSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything there is at one moment. Immutable; worlds share what they have in common.
 *
 * @param store the store
 * @param standby a standby that has stopped to follow the store; null if there is none
 * @param other another one
 * @param processes the processes
 * @param late writes that their senders have given up, and that can still land
 * @param spent how often each {@link Budget} was used
 * @param highestTerm the highest term that ever landed, lost or not
 * @param nextId the next random id, which is a number here
 * @param steps how much real time has passed; no part of the fingerprint
 */
record World(
        ModelStore store,
        @Nullable ModelStore standby,
        @Nullable ModelStore other,
        List<ProcessState> processes,
        List<CompareAndSet> late,
        long spent,
        long highestTerm,
        long nextId,
        int steps) {}
