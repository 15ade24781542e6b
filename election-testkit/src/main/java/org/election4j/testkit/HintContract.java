// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Identifiers;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.Version;
import org.junit.jupiter.api.Test;

/** Hints: they come where the store can push, and never otherwise or after their end. */
abstract class HintContract extends AttemptContract {

    /** How long a store that does not push is given to push all the same. */
    private static final Duration SILENCE = Duration.ofMillis(200);

    @Test
    void hints_flow_where_the_store_can_push() {
        RecordedHints hints = new RecordedHints();
        try (LeaseStore.Watch watch = anotherHandle().watch(hints)) {
            assertThat(watch).isNotNull();
            boolean flowing = hints.awaitFlowing(traits().hasHints() ? patience() : SILENCE);
            assertThat(flowing).as("hints flow").isEqualTo(traits().hasHints());
        }
    }

    @Test
    void every_change_of_leadership_is_hinted() {
        RecordedHints hints = new RecordedHints();
        try (LeaseStore.Watch watch = watch(anotherHandle(), hints)) {
            Version version = create(held(ELECTION, 1));
            assertHinted(watch, hints, ELECTION);
            version = apply(new CompareAndSet(version, free(), settledGuard()));
            assertHinted(watch, hints, ELECTION);
            version = apply(new CompareAndSet(version, handover(), settledGuard()));
            assertHinted(watch, hints, ELECTION);
            apply(new CompareAndSet(version, held(ELECTION, 2), settledGuard()));
            assertHinted(watch, hints, ELECTION);
        }
    }

    @Test
    void a_hint_names_its_election_whatever_the_name() {
        List<String> names =
                List.of("\uD83D\uDDF3".repeat(Identifiers.MAX_BYTES / 4), "it's \"a\" \\ b", "A", "a", "a b", "ä:b");
        RecordedHints hints = new RecordedHints();
        try (LeaseStore.Watch watch = watch(anotherHandle(), hints)) {
            for (String name : names) {
                create(held(name, 1));
                assertHinted(watch, hints, name);
            }
        }
    }

    @Test
    void every_change_in_a_batch_is_hinted() {
        RecordedHints hints = new RecordedHints();
        try (LeaseStore.Watch watch = watch(anotherHandle(), hints)) {
            batch(List.of(
                    new CompareAndSet(null, held("a", 1), settledGuard()),
                    new CompareAndSet(null, held("b", 1), settledGuard())));
            if (traits().hasHints()) {
                assertThat(hints.awaitChanged("a", patience()))
                        .as("a hint about a")
                        .isTrue();
            }
            assertHinted(watch, hints, "b");
        }
    }

    @Test
    void every_watch_gets_the_hints() {
        RecordedHints one = new RecordedHints();
        RecordedHints two = new RecordedHints();
        LeaseStore handle = anotherHandle();
        try (LeaseStore.Watch first = watch(handle, one);
                LeaseStore.Watch second = watch(handle, two)) {
            create(held(ELECTION, 1));
            assertHinted(first, one, ELECTION);
            assertHinted(second, two, ELECTION);
        }
    }

    @Test
    void no_hint_comes_after_the_watch_was_closed() {
        RecordedHints ended = new RecordedHints();
        RecordedHints running = new RecordedHints();
        LeaseStore handle = anotherHandle();
        try (LeaseStore.Watch watch = watch(handle, running)) {
            watch(handle, ended).close();
            create(held(ELECTION, 1));
            assertHinted(watch, running, ELECTION);
            assertThat(ended.changed()).isEmpty();
        }
    }

    @Test
    void a_watch_can_be_closed_twice() {
        LeaseStore.Watch watch = watch(anotherHandle(), new RecordedHints());
        watch.close();
        watch.close();
    }

    private LeaseStore.Watch watch(LeaseStore handle, RecordedHints hints) {
        LeaseStore.Watch watch = handle.watch(hints);
        assertThat(hints.awaitFlowing(traits().hasHints() ? patience() : Duration.ZERO))
                .as("hints flow")
                .isEqualTo(traits().hasHints());
        return watch;
    }

    private void assertHinted(LeaseStore.Watch watch, RecordedHints hints, String name) {
        assertThat(watch).isNotNull();
        assertThat(hints.awaitChanged(name, traits().hasHints() ? patience() : SILENCE))
                .as("a hint about %s comes, after %s", name, hints.changed())
                .isEqualTo(traits().hasHints());
        hints.forget();
    }

    private ElectionRecord free() {
        return election(ELECTION, 1, new ElectionRecord.Free());
    }

    private ElectionRecord handover() {
        return election(ELECTION, 1, new ElectionRecord.Handover("billing-2", LEASE));
    }
}
