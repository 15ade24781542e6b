// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.election4j.samples.demo.store.Ledger;
import org.jspecify.annotations.Nullable;

/** All that is known about the election: told by whoever hears something, read by screen and script. Thread-safe. */
final class Scene {

    /** Reports of the old leader may arrive a little after those of the new one. */
    private static final Duration HEARSAY = Duration.ofMillis(100);

    /** The exit code after SIGINT. */
    private static final int INTERRUPTED = 130;

    private final Map<String, Standing> standings = new LinkedHashMap<>();
    private final ValidityJudge judge = new ValidityJudge();
    private final List<Change> changes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Timeline timeline;
    private Ledger.Counts counts = Ledger.Counts.NONE;
    private Change.@Nullable Fault fault;
    private long refusals;
    private long lastLedNanos;

    Scene(long startNanos) {
        this.lastLedNanos = startNanos;
        this.timeline = new Timeline(startNanos);
    }

    synchronized void joined(String candidate, long pid, long startedNanos) {
        standings.put(candidate, new Standing(candidate, pid));
        timeline.add(startedNanos, candidate + " starts, pid " + pid);
    }

    synchronized void heard(String candidate, Event event) {
        if (event instanceof Event.Sample sample) {
            judge.judge(candidate, sample);
            standing(candidate).heard(sample);
            if (sample.valid() && sample.afterNanos() - lastLedNanos > 0) {
                lastLedNanos = sample.afterNanos();
            }
            notifyAll();
        } else if (event instanceof Event.Lost lost) {
            timeline.add(lost.atNanos(), candidate + " lost term " + lost.term() + ": " + why(lost));
        } else if (event instanceof Event.Refused refused) {
            refusals++;
            timeline.add(
                    refused.atNanos(), "the fence refused a stale write of " + candidate + ", term " + refused.term());
        } else {
            up(candidate, event.atNanos());
        }
    }

    private void up(String candidate, long atNanos) {
        standing(candidate).become(Standing.Condition.WELL);
        if (System.nanoTime() - atNanos < 0 || atNanos - timeline.startNanos() < 0) {
            failures.add("the clocks of two processes cannot be compared on this machine, so nothing can be judged");
        }
    }

    private static String why(Event.Lost lost) {
        return lost.reason().chosen() ? lost.reason().toString() : lost.reason() + ", " + lost.verdict();
    }

    synchronized void became(String candidate, Standing.Condition condition, String text) {
        standing(candidate).become(condition);
        note(text);
    }

    synchronized void ended(String candidate, int exitCode) {
        if (exitCode == INTERRUPTED) {
            // Ctrl-C reaches all processes of a terminal, and nobody is to blame.
            became(candidate, Standing.Condition.GONE, candidate + " was interrupted");
        } else if (standing(candidate).condition() != Standing.Condition.GONE) {
            became(candidate, Standing.Condition.GONE, candidate + " ended by itself, exit code " + exitCode);
            failures.add(candidate + " ended by itself, exit code " + exitCode);
        }
    }

    synchronized Change.Fault disturbed(Disturbance disturbance, String candidate) {
        Change.Fault done = new Change.Fault(disturbance, candidate, System.nanoTime());
        fault = done;
        return done;
    }

    synchronized void note(String text) {
        timeline.add(System.nanoTime(), text);
    }

    synchronized void failed(String text) {
        failures.add(text);
        note("FAILED: " + text);
    }

    synchronized void counted(Ledger.Counts latest) {
        latest.unfencedStale().stream()
                .skip(counts.unfencedStale().size())
                .forEach(row -> note("a stale write of " + row.candidate() + ", term " + row.term()
                        + ", got into the table without a fence"));
        counts = latest;
    }

    /** Turns reigns that have been going on for a moment into changes. */
    synchronized void settle() {
        List<Reign> reigns = judge.reigns();
        while (changes.size() < reigns.size()) {
            Reign next = reigns.get(changes.size());
            if (System.nanoTime() - next.first().afterNanos() < HEARSAY.toNanos()) {
                return;
            }
            Reign before = changes.isEmpty() ? null : reigns.get(changes.size() - 1);
            Change change = new Change(before, next, fault);
            fault = null;
            changes.add(change);
            timeline.add(next.first().afterNanos(), change.text());
        }
    }

    private Standing standing(String candidate) {
        Standing standing = standings.get(candidate);
        if (standing == null) {
            throw new IllegalStateException(candidate + " has not joined");
        }
        return standing;
    }

    /** Who leads now, by its own word. */
    synchronized Optional<String> leader() {
        return standings.values().stream()
                .filter(Standing::leads)
                .map(Standing::name)
                .findFirst();
    }

    /** Waits until a candidate has just asked whether it leads and works on a write, or the time is over. */
    synchronized void awaitWrite(String candidate, Duration atMost) throws InterruptedException {
        long nowNanos = System.nanoTime();
        long leftMillis = atMost.toMillis();
        while (leftMillis > 0 && !standing(candidate).beganToWriteSince(nowNanos)) {
            wait(leftMillis);
            leftMillis = atMost.toMillis() - (System.nanoTime() - nowNanos) / 1_000_000;
        }
    }

    /** Everything as it is now. */
    synchronized View view() {
        long nowNanos = System.nanoTime();
        return new View(
                standings.values().stream()
                        .map(standing -> standing.row(nowNanos))
                        .toList(),
                leader().isPresent() ? Duration.ZERO : Duration.ofNanos(Math.max(0, nowNanos - lastLedNanos)),
                List.copyOf(changes),
                counts,
                refusals,
                judge.samples(),
                judge.violations(),
                List.copyOf(failures));
    }

    /** The timeline from an entry on. */
    synchronized List<String> timelineFrom(int index) {
        return timeline.linesFrom(index);
    }

    /** The last lines of the timeline. */
    synchronized List<String> timelineEnd(int lines) {
        return timeline.lastLines(lines);
    }
}
