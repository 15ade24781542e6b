// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives random ids names in the order in which they appear, and hashes what it is told. Two worlds that differ in nothing
 * but their random ids are told the same.
 */
final class Names {

    private static final long SEED = 0x243F6A8885A308D3L;

    private short[] names = new short[1024];
    private boolean[] described = new boolean[1024];
    private int highest;
    private short count;
    private long hash;

    void clear() {
        Arrays.fill(names, 0, highest + 1, (short) 0);
        Arrays.fill(described, 0, highest + 1, false);
        highest = 0;
        count = 0;
        hash = SEED;
    }

    void add(long value) {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
    }

    void add(boolean value) {
        add(value ? 1 : 0);
    }

    void add(@Nullable UUID id) {
        add(id == null ? 0 : nameOf(id));
    }

    /** The name of an id: 1 for the first that appears. */
    int nameOf(UUID id) {
        int raw = index(id);
        if (names[raw] == 0) {
            names[raw] = ++count;
        }
        return names[raw];
    }

    /** Whether an id has appeared. */
    boolean isNamed(UUID id) {
        return names[index(id)] != 0;
    }

    boolean isCalled(UUID id, int name) {
        return names[index(id)] == name;
    }

    /** How many ids have appeared. */
    int count() {
        return count;
    }

    /** Whether what belongs to this id is to be told now: the first time it is asked. */
    boolean isNew(UUID id) {
        int raw = index(id);
        boolean first = !described[raw];
        described[raw] = true;
        return first;
    }

    private int index(UUID id) {
        int raw = (int) id.getLeastSignificantBits();
        if (raw >= names.length) {
            names = Arrays.copyOf(names, raw * 2);
            described = Arrays.copyOf(described, raw * 2);
        }
        highest = Math.max(highest, raw);
        return raw;
    }

    /** The 64 bits so far; never 0. */
    long hash() {
        long h = hash;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        h ^= h >>> 33;
        return h == 0 ? 1 : h;
    }
}
