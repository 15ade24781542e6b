// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

/**
 * Fingerprints that were met, each with that of the world it was first reached from: an open-addressing table of two
 * arrays of {@code long}.
 */
final class VisitedSet {

    private long[] keys = new long[1 << 16];
    private long[] parents = new long[1 << 16];
    private int size;

    int size() {
        return size;
    }

    /** Adds a fingerprint; false if it was there. */
    boolean add(long fingerprint, long parent) {
        int slot = slot(fingerprint);
        if (keys[slot] != 0) {
            return false;
        }
        keys[slot] = fingerprint;
        parents[slot] = parent;
        if (++size > keys.length / 8 * 5) {
            grow();
        }
        return true;
    }

    /** The fingerprint of the world from which this one was first reached; 0 for the first. */
    long parentOf(long fingerprint) {
        return parents[slot(fingerprint)];
    }

    private int slot(long fingerprint) {
        int mask = keys.length - 1;
        int slot = (int) (fingerprint ^ (fingerprint >>> 32)) & mask;
        while (keys[slot] != 0 && keys[slot] != fingerprint) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldParents = parents;
        keys = new long[oldKeys.length * 2];
        parents = new long[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                parents[slot] = oldParents[i];
            }
        }
    }
}
