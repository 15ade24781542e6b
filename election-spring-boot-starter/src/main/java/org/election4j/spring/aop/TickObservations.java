// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.election4j.jobs.TickRun;
import org.springframework.scheduling.support.DefaultScheduledTaskObservationConvention;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;
import org.springframework.scheduling.support.ScheduledTaskObservationDocumentation;

/**
 * Observes runs of ticks as Spring observes what its own scheduler runs: {@code tasks.scheduled.execution}, so that meters, traces and the
 * trace's log fields are the same for both. The calls that Spring's scheduler makes at the same times are observed by Spring, and run
 * nothing; only these observations have the key {@code election.job}.
 */
record TickObservations(Supplier<ObservationRegistry> registry) {

    /** Runs the tick in a scope of its own. */
    void observe(Object bean, Method method, TickRun run, Observation.CheckedRunnable<Exception> work)
            throws Exception {
        ScheduledTaskObservationContext context = new ScheduledTaskObservationContext(bean, method);
        Observation observation = ScheduledTaskObservationDocumentation.TASKS_SCHEDULED_EXECUTION.observation(
                null, new DefaultScheduledTaskObservationConvention(), () -> context, registry.get());
        observation.highCardinalityKeyValue("election.job", run.job());
        observation.highCardinalityKeyValue("election.tick", run.tick().toString());
        observation.observeChecked(() -> {
            work.run();
            context.setComplete(true);
        });
    }
}
