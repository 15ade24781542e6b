// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.election4j.LeaderInfo;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.election4j.spi.OneLine;
import org.election4j.spi.SessionRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the engine tells the operator: INFO on a change of leadership, WARN on a loss nobody chose and on anything a
 * person should look at, DEBUG otherwise. Every line names the election, the candidate and the term.
 *
 * <p>What is told of a leadership is queued under the engine's lock, in the order in which it happened. Only the thread
 * that writes the lines calls the logger.
 */
public final class EngineLog {

    private static final Logger LOGGER = System.getLogger("org.election4j");

    private final String candidateId;
    private final boolean heard;
    private final LogQueue queue;
    private final @Nullable ShutdownLines shutdownLines = ShutdownLines.of(LOGGER.getName());

    /**
     * A log.
     *
     * @param threads runs a task that may block, so that a log that blocks holds nothing up
     */
    public EngineLog(String candidateId, Consumer<Runnable> threads) {
        this(candidateId, true, threads);
    }

    /**
     * A log.
     *
     * @param heard whether lines are written at all
     * @param threads runs a task that may block, so that a log that blocks holds nothing up
     */
    public EngineLog(String candidateId, boolean heard, Consumer<Runnable> threads) {
        this.candidateId = candidateId;
        this.heard = heard;
        this.queue = new LogQueue(
                threads,
                count -> LOGGER.log(
                        Level.WARNING,
                        "candidate=" + OneLine.value(candidateId) + " " + count
                                + " lines are left out: the log could not keep up"));
    }

    public void gained(String election, long term) {
        log(Level.INFO, election, term, "leads");
    }

    public void stopping(String election, long term, LossReason reason, LossReport report) {
        Level level = reason.chosen() ? Level.INFO : Level.WARNING;
        String line = line(election, term, "stops leading: " + reason);
        queue.submit(() -> log(level, reason.chosen() ? line : line + "; " + report.summary(), null));
    }

    public void released(String election, long term) {
        log(Level.INFO, election, term, "gave the leadership up");
    }

    public void follows(LeaderInfo leader) {
        String address = leader.address() == null ? "" : " at " + leader.address();
        log(Level.INFO, leader.electionName(), leader.term(), "follows '" + leader.candidateId() + "'" + address);
    }

    /** A session that had not changed for its lease was ended, so that its elections can be taken over. */
    public void revoked(SessionRecord session, Duration silent, Instant lastSeen) {
        String address = session.address() == null ? "" : " at " + session.address();
        write(
                Level.INFO,
                () -> of("ended the session of '" + session.candidateId() + "'" + address + ": silent for " + silent
                        + ", its last heartbeat was seen at " + lastSeen),
                null);
    }

    public void settling(Instant until, Duration left) {
        String why = ": the namespace is new, or the store failed over, and earlier leaders may not have stopped";
        write(Level.INFO, () -> of("no election changes before " + until + ", in " + left + why), null);
    }

    public void storeUnusable(String store, Duration since, String reason) {
        String lasts = since.isZero() ? "" : ", and has not been able to for " + since;
        write(
                Level.WARNING,
                () -> of("cannot use the store " + store + lasts + ": " + reason + "; it goes on trying"),
                null);
    }

    public void storeUsable(String store, Duration after) {
        write(Level.INFO, () -> of("can use the store " + store + " again, after " + after), null);
    }

    public void suspicious(String election, long term) {
        log(
                Level.WARNING,
                election,
                term,
                "the election's record vanished or went back in the store: somebody deleted it, or a failover lost it;"
                        + " it is watched for the longest lease of the namespace before it is taken");
    }

    public void unknownRecord(String what) {
        write(Level.WARNING, () -> of(what), null);
    }

    public void overrun(String election, long term, String what) {
        log(Level.ERROR, election, term, what);
    }

    public void callbackFailed(String what, Throwable cause) {
        write(Level.WARNING, () -> of(what) + " threw an exception", cause);
    }

    public void workFailed(String election, long term, Throwable cause) {
        write(Level.WARNING, () -> line(election, term, "leader work threw an exception"), cause);
    }

    public void refused(String message) {
        write(Level.ERROR, () -> of("does not take part: ") + message, null);
    }

    public void advice(String sentence) {
        write(Level.WARNING, () -> of(sentence), null);
    }

    public void storeTrouble(String what, @Nullable Throwable cause) {
        write(Level.DEBUG, () -> of(what), cause);
    }

    /** A store call that does not return. */
    public void hangs(EngineRuntime.Lane lane, String what) {
        write(Level.WARNING, () -> of("the " + lane.name().toLowerCase(Locale.ROOT) + " lane: " + what), null);
    }

    public void internalError(Throwable cause) {
        write(Level.ERROR, () -> of("unexpected error in the engine; it goes on"), cause);
    }

    /** Done when all lines so far are written. */
    public CompletableFuture<Void> written() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        afterwards(() -> done.complete(null));
        return done;
    }

    /** Does something when all lines so far are written. */
    public void afterwards(Runnable task) {
        queue.submit(task);
    }

    /** The threads end now. */
    public void end() {
        queue.end();
    }

    private void log(Level level, String election, long term, String what) {
        queue.submit(() -> log(level, line(election, term, what), null));
    }

    private void write(Level level, Supplier<String> line, @Nullable Throwable cause) {
        // The logger is the user's: not even its level is asked for on a thread of the engine.
        queue.submit(() -> {
            if (LOGGER.isLoggable(level)) {
                log(level, line.get(), cause);
            }
        });
    }

    private void log(Level level, String line, @Nullable Throwable cause) {
        if (!heard) {
            return;
        }
        LOGGER.log(level, line, cause);
        if (shutdownLines != null) {
            shutdownLines.logged(level, line, cause);
        }
    }

    private String of(String what) {
        return "candidate=" + OneLine.value(candidateId) + " " + what;
    }

    private String line(String election, long term, String what) {
        return "election=" + OneLine.value(election) + " candidate=" + OneLine.value(candidateId) + " term=" + term
                + " " + what;
    }
}
