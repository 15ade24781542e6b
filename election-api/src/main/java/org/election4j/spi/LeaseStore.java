// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.util.ArrayList;
import java.util.List;

/**
 * A namespace of records in a store that already has consensus, changed by compare-and-set.
 *
 * <p>Every call is a single attempt. A store makes no hidden retry, and switches those of its client off for writes: a
 * repeated request turns one's own success into a rejection. A call takes at most about {@link Attempt#remaining()}; a
 * call that gives up earlier than the store does leaves a write that may still land, which is an unknown outcome and
 * nothing worse.
 *
 * <p>Outcomes are values. A store may throw all the same, for example when it is closed; the engine treats an exception
 * as an unknown outcome.
 *
 * <p>Stores are thread-safe. Reads return the current state: a read that begins after a write was acknowledged sees that
 * write or a later one.
 */
public interface LeaseStore extends AutoCloseable {

    /**
     * Reads one record. One that cannot be understood is unknown, and costs no other. Blocks.
     *
     * @param key the record
     * @param attempt the time limit and the marks
     * @return the record, its absence, or unknown
     */
    ReadOutcome read(RecordKey key, Attempt attempt);

    /**
     * Reads several records, in one round trip where the store can. Each answer is current on its own; together they
     * need not be one snapshot. Blocks.
     *
     * @param keys the records; empty gives an empty list; duplicates are a mistake and may be refused with an exception
     * @param attempt the time limit and the marks for all of them together
     * @return one outcome per key, in the order of the keys
     */
    default List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        List<ReadOutcome> outcomes = new ArrayList<>(keys.size());
        for (RecordKey key : keys) {
            outcomes.add(read(key, attempt));
        }
        return outcomes;
    }

    /**
     * Replaces one record if it has exactly the expected version and all other conditions of the write hold; checks and
     * write are one atomic step. Blocks.
     *
     * @param write the write
     * @param attempt the time limit and the marks
     * @return applied, rejected, or unknown
     */
    WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt);

    /**
     * Makes several independent conditional writes, in one round trip where the store can. Each is atomic on its own;
     * some may be applied and others rejected. Blocks.
     *
     * @param writes the writes; empty gives an empty list; two writes to one record are a mistake and may be refused with
     *     an exception
     * @param attempt the time limit and the marks for all of them together
     * @return one outcome per write, in the order of the writes
     */
    default List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        List<WriteOutcome> outcomes = new ArrayList<>(writes.size());
        for (CompareAndSet write : writes) {
            outcomes.add(compareAndSet(write, attempt));
        }
        return outcomes;
    }

    /**
     * Lists all records of a kind, however many there are. One that cannot be understood costs itself only. Blocks.
     *
     * @param kind the kind
     * @param attempt the time limit and the marks
     * @return the records, or unknown
     */
    ListOutcome list(RecordKind kind, Attempt attempt);

    /**
     * Makes one step of clearing up: looks at the next sessions and deletes those that ended long ago and that no election
     * names, each at exactly the version that was looked at, and if the guard holds. The only deletion there is; live
     * sessions, election records and the store record are never deleted. Steps that are made one after the other, each from
     * where the last one stopped, have looked at every session that was there all the time. Blocks.
     *
     * <p>A step costs a number of requests that depends on its limit only, however many records there are: one where the
     * store can tell by itself which sessions no election names. {@link SweepByPages} does it for the others.
     *
     * @param sweep where to go on, how far, and what may be deleted
     * @param attempt the time limit and the marks
     * @return the sessions that were looked at, or unknown
     */
    SweepOutcome sweep(Sweep sweep, Attempt attempt);

    /**
     * Starts to deliver hints about elections, where the store can push. Returns at once; a store that needs a
     * connection for it makes it in the background, keeps trying, and reports through {@link HintListener#flowing}, also that hints
     * flow for the first time. Closing the store ends its watches. The default delivers none: candidates poll.
     *
     * @param hints where to deliver them
     * @return ends the delivery when closed; no hint is delivered after {@code close()} has returned
     */
    default Watch watch(HintListener hints) {
        return () -> {};
    }

    /**
     * The lease and batch size that this store recommends. Asked when a candidate is built; asks no server, and
     * gives the same answer at every call, also when the store is closed. A store that wraps another passes this on. The
     * default is {@link StorePace#usual()}.
     *
     * @return the pace
     */
    default StorePace pace() {
        return StorePace.usual();
    }

    /**
     * What works, but is set up so that it will hurt, or has failed and is not needed: one sentence each, which says what to
     * change. Asked after probes and reads; each sentence is logged once per candidate, as a warning. Asks no server, does
     * not block, and never throws. A store that wraps another passes this on. The default is none.
     *
     * @return the sentences; each one line, without control characters, and without a credential
     */
    default List<String> advice() {
        return List.of();
    }

    /**
     * Checks that this store can be elected on safely. Called when a candidate starts, and again while it is refused.
     * Blocks.
     *
     * @param attempt the time limit and the marks
     * @throws UnsafeStoreException if electing here would be unsafe; the message says what to change
     * @throws AccessRefusedException if the store refuses this client, which waiting does not mend
     * @throws LeaseStoreException if the store could not be asked
     */
    void probe(Attempt attempt);

    /**
     * Names this store and namespace for log lines and messages. Never contains a credential.
     *
     * @return one short line
     */
    String describe();

    /** Frees what the store itself created. Idempotent. Calls made later fail or give an unknown outcome. */
    @Override
    void close();

    /** A running delivery of hints. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        /** Ends the delivery. Idempotent. */
        @Override
        void close();
    }
}
