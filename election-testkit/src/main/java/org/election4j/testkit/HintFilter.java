// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;

/** Stands between a store's hints and those who wait for them. */
final class HintFilter {

    private final List<Filtered> filtered = new CopyOnWriteArrayList<>();
    private volatile boolean outage;
    private volatile boolean losing;

    /** Watches a store through this filter. */
    LeaseStore.Watch watch(LeaseStore store, HintListener hints) {
        Filtered filter = new Filtered(hints);
        filtered.add(filter);
        LeaseStore.Watch watch = store.watch(filter);
        return () -> {
            filtered.remove(filter);
            watch.close();
        };
    }

    /** As stores do that notice it. */
    void outage(boolean on) {
        if (on == outage) {
            return;
        }
        outage = on;
        filtered.forEach(on ? Filtered::interrupt : Filtered::resume);
    }

    void loseHints(boolean on) {
        losing = on;
    }

    private final class Filtered implements HintListener {

        private final HintListener hints;
        private volatile boolean flowed;

        private Filtered(HintListener hints) {
            this.hints = hints;
        }

        @Override
        public void changed(String electionName) {
            if (!outage && !losing) {
                hints.changed(electionName);
            }
        }

        @Override
        public void missed() {
            if (!outage && !losing) {
                hints.missed();
            }
        }

        @Override
        public void flowing(boolean flowing) {
            flowed = flowing;
            if (!outage) {
                hints.flowing(flowing);
            }
        }

        private void interrupt() {
            hints.flowing(false);
        }

        private void resume() {
            hints.missed();
            hints.flowing(flowed);
        }
    }
}
