// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.election4j.OverrunPolicy;
import org.election4j.internal.runtime.EngineLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One leadership whose beginning, end and tasks meet in every order. */
class LeadershipRunRaceTest {

    private static final int SCHEDULES = Races.schedules(100);

    /** A leadership, and what is told about it. */
    private static final class Scene implements LeadershipListener, LeadershipRun.Listener {

        final RaceRuntime runtime = new RaceRuntime();
        final List<String> told = new ArrayList<>();
        final AtomicInteger drained = new AtomicInteger();
        final AtomicInteger tasks = new AtomicInteger();
        final LeadershipHandle handle =
                new LeadershipHandle("e", 1, new ValidityCell(1), runtime.ticker(), (which, atMost) -> {
                    throw new UnsupportedOperationException();
                });
        final LeadershipRun run;

        Scene() {
            EngineLog log = new EngineLog("c", Runnable::run);
            ElectorSettings options =
                    new ElectorSettings(List.of(this), null, null, Duration.ofSeconds(1), OverrunPolicy.LOG);
            run = new LeadershipRun(handle, options, new CallbackQueue(runtime, null, log), runtime, log, this);
        }

        void stop() {
            handle.invalidate();
            run.stop(LossReason.RESIGNED);
        }

        void task() {
            if (run.enter()) {
                tasks.incrementAndGet();
                Races.require(drained.get() == 0, "drained while a task runs");
                tasks.decrementAndGet();
                run.leave();
            }
        }

        @Override
        public void onGained(Leadership leadership) {
            tell("gained");
        }

        @Override
        public void onStopping(Leadership leadership, LossReason reason) {
            tell("stopping");
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            Races.require(tasks.get() == 0, "lost while a task runs");
            tell("lost");
        }

        private synchronized void tell(String what) {
            told.add(what);
        }

        @Override
        public void workEnded(LeadershipRun ended, @Nullable Throwable failure) {
            Races.require(false, "there is no work");
        }

        @Override
        public Loss loss(LeadershipRun lost, LossReason reason) {
            return new Loss(reason, Duration.ZERO, new LossReport(LossCause.SUPERSEDED, Map.of(), List.of(), ""));
        }

        @Override
        public void drained(LeadershipRun over) {
            drained.incrementAndGet();
        }

        void requireOver() {
            runtime.join();
            Races.require(drained.get() == 1, "drained " + drained.get() + " times");
            Races.require(told.isEmpty() || told.equals(List.of("gained", "stopping", "lost")), "told " + told);
        }
    }

    @Test
    void what_is_gained_is_stopped_and_lost_in_this_order_or_nothing_is_told() {
        Races.explore(SCHEDULES, () -> {
            Scene scene = new Scene();
            Races.together(scene.run::begin, scene::stop);
            scene.requireOver();
        });
    }

    @Test
    void a_task_that_got_in_is_waited_for() {
        Races.explore(SCHEDULES, () -> {
            Scene scene = new Scene();
            scene.run.begin();
            Races.together(scene::task, scene::stop);
            scene.requireOver();
        });
    }

    @Test
    void a_leadership_that_is_stopped_twice_ends_once() {
        Races.explore(SCHEDULES, () -> {
            Scene scene = new Scene();
            scene.run.begin();
            Races.together(scene::stop, scene::stop);
            scene.requireOver();
        });
    }
}
