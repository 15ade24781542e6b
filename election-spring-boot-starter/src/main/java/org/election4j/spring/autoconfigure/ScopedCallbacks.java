// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.election4j.Candidate;
import org.election4j.LeaderInfo;
import org.election4j.LeaderWork;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.spring.aop.LeaderScopes;

/**
 * Puts user code of one campaign into its {@link LeaderScopes scope}, and holds it back until beans can see that the campaign has
 * begun: a listener that asks its elector must not hear that nobody leads.
 */
final class ScopedCallbacks {

    private final LeaderScopes scopes;
    private final Candidate candidate;
    private final CountDownLatch begun = new CountDownLatch(1);

    ScopedCallbacks(LeaderScopes scopes, Candidate candidate) {
        this.scopes = scopes;
        this.candidate = candidate;
    }

    void begin() {
        begun.countDown();
    }

    private void await() {
        try {
            begun.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    LeaderWork around(LeaderWork work) {
        return leadership -> {
            await();
            LeaderScopes.Scope scope = scopes.enter(leadership, candidate.id());
            try {
                work.run(leadership);
            } finally {
                scope.leave();
            }
        };
    }

    LeadershipListener around(LeadershipListener listener) {
        return new Scoped(listener);
    }

    private final class Scoped implements LeadershipListener {
        private final LeadershipListener listener;

        Scoped(LeadershipListener listener) {
            this.listener = listener;
        }

        @Override
        public void onGained(Leadership leadership) {
            in(leadership, () -> listener.onGained(leadership));
        }

        @Override
        public void onStopping(Leadership leadership, LossReason reason) {
            in(leadership, () -> listener.onStopping(leadership, reason));
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            in(leadership, () -> listener.onLost(leadership, loss));
        }

        @Override
        public void onLeaderChanged(Optional<LeaderInfo> leader) {
            await();
            listener.onLeaderChanged(leader);
        }

        private void in(Leadership leadership, Runnable callback) {
            await();
            LeaderScopes.Scope scope = scopes.enter(leadership, candidate.id());
            try {
                callback.run();
            } finally {
                scope.leave();
            }
        }
    }
}
