// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.WriteOutcome;

/**
 * Real time, one store, and a network in between that loses, delays and repeats. The store is the smallest there can be:
 * a map that is changed by compare-and-set. Everything follows from the seed.
 */
final class WalkWorld {

    /** What has to happen now and then, or the walk proves nothing. */
    enum Event {
        LED,
        REVOKED,
        TAKEN_FROM_ENDED,
        GHOST_LANDED,
        RESOLVED_BY_READ,
        FREED,
        HANDED_OVER,
        SESSION_STOPPED,
        LEFT_WITHOUT_RELEASE
    }

    private record Happening(long atNanos, long number, Runnable what) {}

    final Random random;
    final List<WalkProcess> processes = new ArrayList<>();
    final Map<Event, Integer> seen = new EnumMap<>(Event.class);
    final Set<Long> drainedTerms = new HashSet<>();
    boolean calm;
    private final PriorityQueue<Happening> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Happening::atNanos).thenComparingLong(Happening::number));
    private final Map<RecordKey, LeaseRecord> records = new HashMap<>();
    private final Set<UUID> givenUp = new HashSet<>();
    private long nowNanos;
    private long number;
    private long highestTerm;

    WalkWorld(long seed) {
        random = new Random(seed);
    }

    long now() {
        return nowNanos;
    }

    UUID freshId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    void count(Event event) {
        seen.merge(event, 1, Integer::sum);
    }

    void giveUp(UUID nonce) {
        givenUp.add(nonce);
    }

    void after(long nanos, Runnable what) {
        agenda.add(new Happening(nowNanos + nanos, number++, what));
    }

    long millis(int from, int to) {
        return (from + random.nextInt(to - from)) * 1_000_000L;
    }

    /** Lets time pass and looks after every step whether everything still holds. */
    void run(long nanos) {
        long end = nowNanos + nanos;
        while (!agenda.isEmpty() && agenda.element().atNanos - end <= 0) {
            Happening next = agenda.remove();
            nowNanos = next.atNanos;
            next.what.run();
            WalkRules.check(this);
        }
        nowNanos = end;
    }

    // ---- the store -------------------------------------------------------------------------------------------------

    ReadOutcome look(RecordKey key) {
        LeaseRecord record = records.get(key);
        return record == null ? Samples.absent() : Samples.found(record);
    }

    private WriteOutcome land(CompareAndSet write) {
        LeaseRecord before = records.get(write.next().key());
        boolean expected = write.expected() == null
                ? before == null
                : before != null && Samples.version(before).equals(write.expected());
        if (!expected) {
            return Samples.rejected();
        }
        records.put(write.next().key(), write.next());
        if (write.next() instanceof ElectionRecord election) {
            landed(election);
        }
        return Samples.applied(write.next());
    }

    /** Terms rise with every acquisition, and nothing is freed before user code has returned. */
    private void landed(ElectionRecord election) {
        if (givenUp.contains(election.nonce())) {
            count(Event.GHOST_LANDED);
        }
        if (election.holder() != null) {
            WalkRules.require(election.term() > highestTerm, "term %s is not above %s", election.term(), highestTerm);
            highestTerm = election.term();
        } else {
            WalkRules.require(election.term() == highestTerm, "term %s freed, not %s", election.term(), highestTerm);
            boolean led = processes.stream().anyMatch(process -> process.everLed(election.term()));
            WalkRules.require(
                    !led || drainedTerms.contains(election.term()), "term %s released undrained", election.term());
            count(election.seat() instanceof ElectionRecord.Free ? Event.FREED : Event.HANDED_OVER);
        }
    }

    // ---- the network -----------------------------------------------------------------------------------------------

    /** Sends a write; the answer, if any, comes some time later, perhaps after the sender has given up. */
    void write(CompareAndSet write, Consumer<WriteOutcome> answer) {
        int fate = calm ? 0 : random.nextInt(20);
        long there = millis(1, 60);
        long back = millis(1, 60);
        if (fate == 1) {
            return;
        }
        if (fate == 2) {
            there += random.nextBoolean() ? millis(100, 4000) : millis(4000, 30_000);
        } else if (fate == 3) {
            back += millis(100, 5000);
        } else if (fate == 4) {
            after(there, () -> land(write));
            there += millis(1, 20_000);
        }
        boolean lostReply = fate == 5;
        long reply = back;
        after(there, () -> {
            WriteOutcome outcome = land(write);
            if (!lostReply) {
                after(reply, () -> answer.accept(outcome));
            }
        });
    }

    void read(RecordKey key, Consumer<ReadOutcome> answer) {
        int fate = calm ? 0 : random.nextInt(20);
        if (fate == 1) {
            return;
        }
        long back = fate == 2 ? millis(100, 5000) : millis(1, 60);
        after(millis(1, 60), () -> {
            ReadOutcome outcome = look(key);
            after(back, () -> answer.accept(outcome));
        });
    }
}
