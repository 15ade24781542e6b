// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What all candidates of a namespace agree on. Almost never written. Whoever writes it anew keeps what a later version of this
 * library has put there: the larger format, the later reader, and the attributes.
 *
 * @param formatVersion the latest version of the stored format that is in use here
 * @param oldestReader the earliest format whose readers may take part. Advice and no fence: a candidate that runs looks at it
 *     now and then only
 * @param epoch the epoch of the store this record speaks about; empty where the store has none
 * @param state whether every promise made under an earlier epoch is known to have run out
 * @param settlement the random id of the write that made the epoch {@link State#NEW}; kept when it becomes {@link
 *     State#SETTLED}
 * @param watch for how long a vanished or contradictory record, and a new epoch, are watched. Never shorter than any lease
 *     that is in use
 * @param allow the longest lease that a session may be opened with; at most {@code watch}
 * @param attributes what later versions add, see {@link Attributes}; empty if nothing
 * @param nonce the random id of the write
 */
public record StoreRecord(
        int formatVersion,
        int oldestReader,
        String epoch,
        State state,
        UUID settlement,
        Duration watch,
        Duration allow,
        Map<String, String> attributes,
        UUID nonce)
        implements LeaseRecord {

    /** The format this library writes. */
    public static final int CURRENT_FORMAT = 2;

    /** The earliest format that this library can read, and the earliest whose readers understand what it writes. */
    public static final int OLDEST_FORMAT = 2;

    /**
     * What {@code watch} and {@code allow} are where nobody has said otherwise. The same for all candidates, whatever their
     * own lease: whoever has to make the record anew, since a failover lost it, may not wait shorter than anybody else can
     * believe in itself. The price is a pause of this length after such a failover. A store whose own default lease is longer, as on
     * S3, has that one instead.
     */
    public static final Duration LONGEST_LEASE = Duration.ofSeconds(15);

    /** Whether an epoch may be elected under. */
    public enum State {
        /** Leaderships of an earlier epoch may still be believed in. */
        NEW,
        /** They have run out. */
        SETTLED
    }

    /** Validates durations and attributes, and checks for nulls. */
    public StoreRecord {
        requireNonNull(epoch, "epoch");
        requireNonNull(state, "state");
        requireNonNull(settlement, "settlement");
        Leases.requireValid("watch", watch);
        Leases.requireValid("allow", allow);
        if (allow.compareTo(watch) > 0) {
            throw new IllegalArgumentException("allow must be at most watch (" + watch + "), but is " + allow);
        }
        attributes = Attributes.requireValid(attributes);
        requireNonNull(nonce, "nonce");
    }

    /**
     * The first record of a namespace, in the format of this library.
     *
     * @param epoch the epoch of the store
     * @param state whether that epoch may be elected under
     * @param settlement a fresh random id
     * @param longestLease both {@code watch} and {@code allow}
     * @param nonce another fresh random id
     * @return the record
     */
    public static StoreRecord first(String epoch, State state, UUID settlement, Duration longestLease, UUID nonce) {
        return first(epoch, state, settlement, longestLease, longestLease, nonce);
    }

    /**
     * The first record of a namespace, in the format of this library.
     *
     * @param epoch the epoch of the store
     * @param state whether that epoch may be elected under
     * @param settlement a fresh random id
     * @param watch see {@link #watch()}
     * @param allow see {@link #allow()}; at most {@code watch}
     * @param nonce another fresh random id
     * @return the record
     */
    public static StoreRecord first(
            String epoch, State state, UUID settlement, Duration watch, Duration allow, UUID nonce) {
        return new StoreRecord(CURRENT_FORMAT, OLDEST_FORMAT, epoch, state, settlement, watch, allow, Map.of(), nonce);
    }

    /**
     * How long leases may be in a namespace that is declared with a longest lease: no longer than {@link #LONGEST_LEASE}, for a
     * failover could lose the declaration. An operator can allow more once it has reached every replica.
     *
     * @param longestLease the longest lease that is declared; the {@code watch} of the namespace
     * @return the {@code allow} that goes with it
     */
    public static Duration allowedFirst(Duration longestLease) {
        return longestLease.compareTo(LONGEST_LEASE) > 0 ? LONGEST_LEASE : longestLease;
    }

    /**
     * This record with other limits, written anew by this library.
     *
     * @param longestWatch see {@link #watch()}
     * @param longestAllowed see {@link #allow()}; at most {@code longestWatch}
     * @param freshNonce the random id of the write
     * @return a copy that keeps everything else
     */
    public StoreRecord limitedTo(Duration longestWatch, Duration longestAllowed, UUID freshNonce) {
        return new StoreRecord(
                Math.max(formatVersion, CURRENT_FORMAT),
                Math.max(oldestReader, OLDEST_FORMAT),
                epoch,
                state,
                settlement,
                longestWatch,
                longestAllowed,
                attributes,
                freshNonce);
    }

    /**
     * This record about an epoch, written anew by this library.
     *
     * @param epoch the epoch of the store
     * @param state whether that epoch may be elected under
     * @param settlement the id of the settlement
     * @param freshNonce the random id of the write
     * @return a copy that keeps everything else that is larger or not known here
     */
    public StoreRecord about(String epoch, State state, UUID settlement, UUID freshNonce) {
        return new StoreRecord(
                Math.max(formatVersion, CURRENT_FORMAT),
                Math.max(oldestReader, OLDEST_FORMAT),
                epoch,
                state,
                settlement,
                watch,
                allow,
                attributes,
                freshNonce);
    }

    /**
     * Why this version of the library may not take part in a namespace with this record.
     *
     * @return one sentence without a full stop, that says what to do; null if it may
     */
    public @Nullable String refusal() {
        if (formatVersion < OLDEST_FORMAT) {
            return tooOld(formatVersion);
        }
        if (oldestReader > CURRENT_FORMAT) {
            return "the namespace needs a library of format " + oldestReader + " or later, and this one has format "
                    + CURRENT_FORMAT + "; use a later version of Election4J";
        }
        return null;
    }

    /**
     * Why a namespace of an earlier format cannot be used.
     *
     * @param format its format
     * @return one sentence without a full stop
     */
    public static String tooOld(int format) {
        return "the namespace has format " + format + ", and this library reads " + OLDEST_FORMAT
                + " and later; use another namespace, or delete this one while nobody elects in it";
    }

    @Override
    public RecordKey.Store key() {
        return RecordKey.STORE;
    }
}
