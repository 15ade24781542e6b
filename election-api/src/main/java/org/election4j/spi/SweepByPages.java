// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a sweep for a store that cannot ask in one request which sessions are named by no election. It looks at
 * sessions page by page until it has found as many old ones as it may delete, then at all elections page by page, and
 * strikes out the sessions that they name; what is left is deleted, each at its exact version. Then it goes on with the
 * sessions. Every step costs one page and at most one deletion of a page.
 *
 * <p>An election that is written behind the page just read can name a session that is about to be deleted. Only its own
 * candidate names a session, and this one gave it up ten leases ago: such a write was on its way for as long. Then rivals
 * see an absent session, watch it for its lease, and take the election, as they do after any other loss of a session.
 */
public final class SweepByPages {

    private SweepByPages() {}

    /**
     * What a store does for a sweep.
     *
     * @param <X> what its requests throw
     */
    public interface Records<X extends Exception> {

        /**
         * Reads the next records of a kind, in an order that stays the same while nothing is written. A record that is
         * there all the time is on one of the pages.
         *
         * @param kind the kind
         * @param after where the last page ended; null for the first page
         * @param limit how many records there should be on the page; a few more do no harm
         * @return the page
         * @throws X if it could not be read
         */
        Page page(RecordKind kind, @Nullable String after, int limit) throws X;

        /**
         * Deletes ended sessions, each if it still has exactly this version.
         *
         * @param ended the sessions; never empty
         * @return how many were deleted
         * @throws X if that is not known
         */
        int delete(List<StoredRecord> ended) throws X;
    }

    /**
     * Some records of a kind.
     *
     * @param records the records; what cannot be understood is left out
     * @param next where the page ended; null if nothing comes after it
     * @param stamp the store's stamp
     */
    public record Page(List<StoredRecord> records, @Nullable String next, StoreStamp stamp) {
        /** Copies the list. */
        public Page {
            records = List.copyOf(records);
        }
    }

    private record AtSessions(@Nullable String after, List<StoredRecord> old) implements Sweep.Cursor {}

    private record AtElections(
            @Nullable String after,
            List<StoredRecord> old,
            @Nullable String nextSession) implements Sweep.Cursor {}

    /**
     * Makes one step.
     *
     * @param sweep what to do
     * @param records the store
     * @param <X> what its requests throw
     * @return what came of it
     * @throws X if a request failed
     * @throws IllegalArgumentException if the cursor is one of another kind of store
     */
    public static <X extends Exception> SweepOutcome step(Sweep sweep, Records<X> records) throws X {
        Sweep.Cursor from = sweep.from();
        if (from == null) {
            return sessions(sweep, new AtSessions(null, List.of()), records);
        }
        if (from instanceof AtSessions place) {
            return sessions(sweep, place, records);
        }
        if (from instanceof AtElections place) {
            return elections(sweep, place, records);
        }
        throw new IllegalArgumentException("this sweep was begun on a store of another kind: " + from);
    }

    private static <X extends Exception> SweepOutcome sessions(Sweep sweep, AtSessions place, Records<X> records)
            throws X {
        int room = Math.max(1, sweep.limit() - place.old().size());
        Page page = records.page(RecordKind.SESSION, place.after(), room);
        List<StoredRecord> old = new ArrayList<>(place.old());
        page.records().stream().filter(sweep::isOld).forEach(old::add);
        return new SweepOutcome.Swept(page.records(), 0, afterSessions(sweep, old, page.next()), page.stamp());
    }

    private static Sweep.@Nullable Cursor afterSessions(
            Sweep sweep, List<StoredRecord> old, @Nullable String nextSession) {
        if (old.size() >= sweep.limit() || (nextSession == null && !old.isEmpty())) {
            return new AtElections(null, old, nextSession);
        }
        return nextSession == null ? null : new AtSessions(nextSession, old);
    }

    private static <X extends Exception> SweepOutcome elections(Sweep sweep, AtElections place, Records<X> records)
            throws X {
        Page page = records.page(RecordKind.ELECTION, place.after(), sweep.limit());
        Set<UUID> named = new HashSet<>();
        for (StoredRecord stored : page.records()) {
            UUID session = ((ElectionRecord) stored.record()).namedSession();
            if (session != null) {
                named.add(session);
            }
        }
        List<StoredRecord> old = place.old().stream()
                .filter(stored -> !named.contains(((SessionRecord) stored.record()).incarnation()))
                .toList();
        if (page.next() != null && !old.isEmpty()) {
            return new SweepOutcome.Swept(
                    List.of(), 0, new AtElections(page.next(), old, place.nextSession()), page.stamp());
        }
        // A page that was longer than asked for may have shown more than one step may delete.
        int most = Math.min(sweep.limit(), old.size());
        int deleted = most == 0 ? 0 : records.delete(old.subList(0, most));
        List<StoredRecord> rest = List.copyOf(old.subList(most, old.size()));
        return new SweepOutcome.Swept(List.of(), deleted, afterDeletion(place, rest), page.stamp());
    }

    /** The rest is deleted after one more look at the last page of elections. */
    private static Sweep.@Nullable Cursor afterDeletion(AtElections place, List<StoredRecord> rest) {
        if (!rest.isEmpty()) {
            return new AtElections(place.after(), rest, place.nextSession());
        }
        return place.nextSession() == null ? null : new AtSessions(place.nextSession(), List.of());
    }
}
