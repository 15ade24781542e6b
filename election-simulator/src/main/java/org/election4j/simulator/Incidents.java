// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.election4j.LeaderElector;
import org.election4j.internal.runtime.SystemTicker;
import org.election4j.spi.HintListener;
import org.election4j.spi.RecordKey;

/** Makes happen what the scenario says. */
final class Incidents {

    private static final int LEAST_LEASE_MILLIS = 500;

    private final Story story;
    private boolean over;

    Incidents(Story story) {
        this.story = story;
    }

    void plan(List<Incident> incidents) {
        for (Incident incident : incidents) {
            after(incident.atMillis(), () -> {
                if (!over) {
                    story.tell(tale(incident));
                    happen(incident);
                }
            });
        }
    }

    static String tale(Incident incident) {
        return incident.what() + (incident.member() < 0 ? "" : " p" + incident.member()) + " " + incident.millis()
                + " ms, number " + incident.number();
    }

    private void after(long millis, Runnable action) {
        story.queue().after(TimeUnit.MILLISECONDS.toNanos(millis), 1, action);
    }

    /** Whatever goes wrong ends, and nothing goes wrong again. */
    void end() {
        over = true;
        story.weathers().forEach(ActiveDisturbances::clear);
        for (SimulatedProcess process : List.copyOf(story.processes())) {
            if (process.isDead() || process.isClosed()) {
                story.replace(process, process.member());
            } else {
                process.heal();
                process.hint(0, HintListener::missed);
                process.hint(0, hints -> hints.flowing(story.cast().hints()));
            }
        }
    }

    private void happen(Incident incident) {
        if (incident.what().isWeather()) {
            weather(incident);
            return;
        }
        switch (incident.what().group()) {
            case CALLS -> each(incident, process -> outage(process, incident.millis()));
            case HINTS -> each(incident, process -> forge(process, incident.number()));
            case STORE -> store(incident);
            case PROCESS -> each(incident, process -> befall(process, incident));
            default -> each(incident, process -> operate(process, incident));
        }
    }

    private void each(Incident incident, Consumer<SimulatedProcess> action) {
        for (SimulatedProcess process : List.copyOf(story.processes())) {
            if (incident.member() < 0 || process.index() == incident.member()) {
                action.accept(process);
            }
        }
    }

    private void weather(Incident incident) {
        for (int index = 0; index < story.weathers().size(); index++) {
            if (incident.member() < 0 || index == incident.member()) {
                ActiveDisturbances weather = story.weather(index);
                weather.set(incident.what(), incident.number());
                after(incident.millis(), () -> weather.set(incident.what(), 0));
            }
        }
    }

    private void outage(SimulatedProcess process, long millis) {
        ActiveDisturbances weather = process.weather();
        weather.set(Disturbance.OUTAGE, 1);
        process.hint(0, hints -> hints.flowing(false));
        after(millis, () -> {
            weather.set(Disturbance.OUTAGE, 0);
            SimulatedProcess now = story.processes().get(process.index());
            now.hint(0, HintListener::missed);
            now.hint(0, hints -> hints.flowing(story.cast().hints()));
        });
    }

    private void forge(SimulatedProcess process, int number) {
        for (int i = 0; i < number; i++) {
            String name = i % 3 == 0
                    ? "no such election"
                    : story.electionName(i % story.cast().elections());
            story.tally().count(Sometimes.HINT_FORGED);
            process.hint(i * 1_000_000L, i % 5 == 0 ? HintListener::missed : hints -> hints.changed(name));
        }
    }

    // ---- the store -------------------------------------------------------------------------------------------------

    private void store(Incident incident) {
        switch (incident.what()) {
            case STORE_CLOCK -> {
                story.promises().storeClockSet();
                story.store().setClock(incident.millis());
            }
            case FAIL_OVER -> failOver(incident.number(), false);
            case SAME_TIMELINE -> failOver(incident.number(), true);
            case RESTART_STORE -> story.processes().forEach(process -> outage(process, incident.millis()));
            case DELETE_ELECTION ->
                deleteElection(incident.number() % story.cast().elections());
            case DELETE_SESSION -> {
                SimulatedProcess process = story.processes().get(incident.member());
                for (UUID incarnation : process.link().incarnations) {
                    story.store().delete(new RecordKey.Session(incarnation));
                }
            }
            default -> story.store().delete(RecordKey.STORE);
        }
    }

    private void failOver(int losses, boolean sameTimeline) {
        if (!story.cast().epochs()) {
            return;
        }
        if (sameTimeline) {
            story.store().failOverAgain(losses);
            story.tally().count(Sometimes.EPOCH_CHOSEN_TWICE);
        } else {
            story.store().failOver(losses);
        }
        if (losses > 0 || sameTimeline) {
            story.tally().count(Sometimes.FAILOVER_LOST_WRITES);
            story.registrar().failedOver(story.processes().get(0).link());
        }
        story.processes().forEach(process -> process.hint(1_000_000, HintListener::missed));
    }

    private void deleteElection(int election) {
        story.promises().electionDeleted(election);
        story.registrar().historyLost(election);
        story.store().delete(new RecordKey.Election(story.electionName(election)));
    }

    // ---- processes -------------------------------------------------------------------------------------------------

    private void befall(SimulatedProcess process, Incident incident) {
        if (process.isDead()) {
            return;
        }
        switch (incident.what()) {
            case PAUSE -> {
                process.machine().pause();
                after(incident.millis(), () -> resume(process));
            }
            case SUSPEND -> {
                process.machine().pause();
                process.clock().suspend();
                after(incident.millis(), () -> wakeUp(process));
            }
            case STARVE -> process.starve(incident.number(), incident.millis());
            case CRASH -> {
                process.kill();
                after(incident.millis(), () -> restart(process, incident.number()));
            }
            case SET_DATE -> setDate(process, incident.millis());
            case CHANGE_RATE -> {
                process.clock().setRate(incident.number() / 1000.0);
                process.clockMoved();
            }
            default -> {}
        }
    }

    private void resume(SimulatedProcess process) {
        if (process.machine().isPaused() && process.believesTooLong()) {
            story.tally().count(Sometimes.OVER_WITHOUT_A_STEP);
        }
        process.machine().resume();
    }

    private void wakeUp(SimulatedProcess process) {
        SystemTicker ticker = process.clock().ticker();
        long before = ticker.suspendedNanos();
        process.clock().wakeUp();
        process.clockMoved();
        if (ticker.nanos() != 0 && ticker.suspendedNanos() != before) {
            story.tally().count(Sometimes.SUSPEND_NOTICED);
        }
        resume(process);
    }

    private void setDate(SimulatedProcess process, long byMillis) {
        SystemTicker ticker = process.clock().ticker();
        long before = ticker.unexplainedSteps();
        process.clock().setDate(byMillis);
        process.clockMoved();
        if (ticker.nanos() != 0 && ticker.unexplainedSteps() != before) {
            story.tally().count(Sometimes.STEP_UNEXPLAINED);
        }
    }

    private void restart(SimulatedProcess old, int leasePermille) {
        if (story.processes().get(old.index()) != old) {
            return;
        }
        long lease = story.cast().maxLeaseMillis() * leasePermille / 1000;
        StorySetup.Member member = old.member();
        story.replace(old, leasePermille == 0 ? member : member.withLease(Math.max(LEAST_LEASE_MILLIS, lease)));
    }

    // ---- operators -------------------------------------------------------------------------------------------------

    private void operate(SimulatedProcess process, Incident incident) {
        if (process.isDead() || process.isClosing()) {
            return;
        }
        int elections = story.cast().elections();
        UserCode code = process.code(incident.number() % 100 % elections);
        switch (incident.what()) {
            case RESIGN -> process.machine().within(() -> code.elector().resign(Duration.ofMillis(incident.millis())));
            case HAND_OVER ->
                process.machine().within(() -> handOver(process, code.elector(), incident.number() / 100));
            case CLOSE_ELECTOR -> code.closeFor(incident.millis());
            default ->
                process.close(() -> after(over ? 0 : incident.millis(), () -> restart(process, incident.number())));
        }
    }

    private static void handOver(SimulatedProcess process, LeaderElector elector, int to) {
        if (to != process.index()) {
            elector.handOver("p" + to);
        }
    }
}
