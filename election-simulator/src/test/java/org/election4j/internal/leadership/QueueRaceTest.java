// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.election4j.internal.runtime.EngineLog;
import org.election4j.internal.runtime.LogQueue;
import org.junit.jupiter.api.Test;

/** Many submit at once, and somebody closes: the two queues that hand things on to other threads. */
class QueueRaceTest {

    private static final int SCHEDULES = Races.schedules(500);

    @Test
    void callbacks_of_one_elector_run_one_at_a_time_and_none_is_forgotten() {
        Races.explore(SCHEDULES, () -> {
            RaceRuntime runtime = new RaceRuntime();
            CallbackQueue queue = new CallbackQueue(runtime, null, new EngineLog("c", Runnable::run));
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger done = new AtomicInteger();
            Runnable step = () -> queue.call(() -> {
                Races.require(inside.incrementAndGet() == 1, "two callbacks at once");
                inside.decrementAndGet();
                done.incrementAndGet();
            });
            Races.together(() -> queue.submit(step), () -> queue.submit(step));
            runtime.join();
            Races.require(done.get() == 2, "a callback was forgotten");
        });
    }

    @Test
    void nothing_is_called_once_a_closed_queue_is_silent() {
        Races.explore(SCHEDULES, () -> {
            RaceRuntime runtime = new RaceRuntime();
            CallbackQueue queue = new CallbackQueue(runtime, null, new EngineLog("c", Runnable::run));
            AtomicInteger steps = new AtomicInteger();
            AtomicBoolean inside = new AtomicBoolean();
            AtomicBoolean silentMeanwhile = new AtomicBoolean();
            CompletableFuture<Void> told = queue.silent().thenRun(() -> silentMeanwhile.set(inside.get()));
            Runnable step = () -> {
                queue.call(() -> {
                    inside.set(true);
                    inside.set(false);
                });
                steps.incrementAndGet();
            };
            Races.together(() -> queue.submit(step), queue::close);
            runtime.join();
            Races.require(!silentMeanwhile.get(), "silent in the middle of a call");
            Races.require(told.isDone(), "never silent");
            Races.require(steps.get() == 1, "a step of the engine is dropped with the callbacks");
        });
    }

    @Test
    void log_lines_are_written_in_order_and_none_is_forgotten_at_the_end() {
        Races.explore(SCHEDULES, () -> {
            RaceRuntime runtime = new RaceRuntime();
            LogQueue log = new LogQueue(runtime::signal, count -> {});
            List<String> written = new ArrayList<>();
            Races.together(
                    () -> {
                        log.submit(() -> written.add("first"));
                        log.submit(() -> written.add("second"));
                    },
                    () -> {
                        log.end();
                        runtime.shutdown();
                    });
            runtime.join();
            Races.require(written.equals(List.of("first", "second")), "written: " + written);
        });
    }
}
