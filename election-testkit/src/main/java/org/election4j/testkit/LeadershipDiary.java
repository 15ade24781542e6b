// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.jspecify.annotations.Nullable;

/** Writes down what a listener hears, and judges whether it may be heard in this order. Thread-safe. */
final class LeadershipDiary implements LeadershipListener {

    /** What was heard. */
    enum Kind {
        GAINED,
        STOPPING,
        LOST;

        private Kind next() {
            return switch (this) {
                case GAINED -> STOPPING;
                case STOPPING -> LOST;
                case LOST -> GAINED;
            };
        }
    }

    /** One call; the reason is null for the good news. */
    record Entry(Kind kind, long term, @Nullable LossReason reason, boolean valid) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final List<Loss> losses = new CopyOnWriteArrayList<>();
    private final List<Optional<LeaderInfo>> leaders = new CopyOnWriteArrayList<>();

    @Override
    public void onGained(Leadership leadership) {
        entries.add(new Entry(Kind.GAINED, leadership.term(), null, leadership.isValid()));
    }

    @Override
    public void onStopping(Leadership leadership, LossReason reason) {
        entries.add(new Entry(Kind.STOPPING, leadership.term(), reason, leadership.isValid()));
    }

    @Override
    public void onLost(Leadership leadership, Loss loss) {
        losses.add(loss);
        entries.add(new Entry(Kind.LOST, leadership.term(), loss.reason(), leadership.isValid()));
    }

    @Override
    public void onLeaderChanged(Optional<LeaderInfo> leader) {
        leaders.add(leader);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    List<Loss> losses() {
        return List.copyOf(losses);
    }

    List<Optional<LeaderInfo>> leaders() {
        return List.copyOf(leaders);
    }

    long count(Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).count();
    }

    /** The reasons of all losses, in order. */
    List<LossReason> reasons() {
        return losses.stream().map(Loss::reason).toList();
    }

    /** Fails unless this is (gained t, stopping t, lost t)* with rising terms; the last leadership may still go on. */
    void assertWellFormed() {
        Kind expected = Kind.GAINED;
        long term = 0;
        for (Entry entry : entries()) {
            assertThat(entry.kind()).as("in %s", entries).isEqualTo(expected);
            if (expected == Kind.GAINED) {
                assertThat(entry.term()).as("term in %s", entries).isGreaterThan(term);
                term = entry.term();
            } else {
                assertThat(entry.term()).as("term in %s", entries).isEqualTo(term);
                assertThat(entry.valid()).as("validity in %s", entry).isFalse();
            }
            expected = expected.next();
        }
    }

    /** Fails unless, in addition, every gain has its loss. */
    void assertOver() {
        assertWellFormed();
        assertThat(count(Kind.LOST)).as("losses in %s", entries).isEqualTo(count(Kind.GAINED));
    }
}
