// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.election4j.spi.HintListener;

/** Keeps every hint and lets a test wait for one. */
final class RecordedHints implements HintListener {

    private final List<String> changed = new ArrayList<>();
    private boolean flowing;
    private boolean everFlowed;
    private int missed;

    @Override
    public synchronized void changed(String electionName) {
        changed.add(electionName);
        notifyAll();
    }

    @Override
    public synchronized void missed() {
        missed++;
        notifyAll();
    }

    @Override
    public synchronized void flowing(boolean now) {
        flowing = now;
        everFlowed |= now;
        notifyAll();
    }

    synchronized boolean awaitFlowing(Duration patience) {
        return await(() -> flowing, patience);
    }

    synchronized boolean awaitChanged(String electionName, Duration patience) {
        return await(() -> changed.contains(electionName), patience);
    }

    synchronized boolean everFlowed() {
        return everFlowed;
    }

    synchronized List<String> changed() {
        return List.copyOf(changed);
    }

    synchronized int missedCount() {
        return missed;
    }

    synchronized void forget() {
        changed.clear();
    }

    private boolean await(BooleanSupplier condition, Duration patience) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long leftMillis = patience.minusNanos(System.nanoTime() - start).toMillis();
            if (leftMillis <= 0) {
                return false;
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
