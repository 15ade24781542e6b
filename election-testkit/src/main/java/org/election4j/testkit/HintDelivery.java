// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;

/** Everybody who watches a namespace. */
final class HintDelivery {

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Executor executor;

    HintDelivery(Executor executor) {
        this.executor = executor;
    }

    LeaseStore.Watch subscribe(HintListener hints) {
        Subscription subscription = new Subscription(hints);
        subscriptions.add(subscription);
        executor.execute(() -> subscription.deliver(to -> to.flowing(true)));
        return subscription;
    }

    void toAll(Consumer<HintListener> hint) {
        for (Subscription subscription : subscriptions) {
            executor.execute(() -> subscription.deliver(hint));
        }
    }

    /** Delivers and closes under one lock, so that nothing is delivered once {@code close()} has returned. */
    private final class Subscription implements LeaseStore.Watch {

        private final HintListener hints;
        private boolean open = true;

        private Subscription(HintListener hints) {
            this.hints = hints;
        }

        private synchronized void deliver(Consumer<HintListener> hint) {
            if (open) {
                hint.accept(hints);
            }
        }

        @Override
        public synchronized void close() {
            open = false;
            subscriptions.remove(this);
        }
    }
}
