// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.util.List;

/**
 * When this process did not run although it should have.
 *
 * @param stalls one after the other, oldest first
 * @param unseen what could not be looked at, one word each; empty if all could
 */
public record Pauses(List<Stall> stalls, List<String> unseen) {

    /** Nothing stood still. */
    public static final Pauses NONE = new Pauses(List.of(), List.of());

    /** Copies the lists. */
    public Pauses {
        stalls = List.copyOf(stalls);
        unseen = List.copyOf(unseen);
    }
}
