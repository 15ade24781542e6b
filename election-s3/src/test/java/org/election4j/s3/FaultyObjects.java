// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Puts faults between a store and its objects, as the network and the server of a real bucket do: for tests and for the
 * simulator, which decides about each request when it is made. Without a decision everything goes well. Thread-safe if the
 * decision is.
 */
public final class FaultyObjects implements ConditionalObjects {

    /** What a request does. */
    public enum Operation {
        /** Reads one object. */
        GET,
        /** Writes one object. */
        PUT,
        /** Deletes one object. */
        DELETE,
        /** Lists keys. */
        LIST
    }

    /** What happens to a request. */
    public enum Fault {
        /** Nothing: it goes well. */
        NONE,
        /** It never reaches the server. */
        LOST_REQUEST,
        /** The server does it, and the answer never arrives. */
        LOST_REPLY,
        /** The server does it twice, and the second answer arrives. */
        DUPLICATE,
        /** The caller is told nothing; the server does it at the next {@link FaultyObjects#landLate}. */
        LATE,
        /** The server answers 409, somebody else is writing, and does nothing. */
        CONFLICT,
        /** The server answers 5xx and does nothing. */
        ERROR_BEFORE,
        /** The server does it and answers 5xx. */
        ERROR_AFTER,
        /** The server does nothing and answers 200 with an error as its body. */
        ERROR_UNDER_200
    }

    /** Decides about requests. */
    @FunctionalInterface
    public interface Decision {
        /**
         * What happens to a request that is made now.
         *
         * @param operation what it does
         * @param key the key, or the prefix of a listing
         * @return the fault
         */
        Fault about(Operation operation, String key);
    }

    private final ConditionalObjects target;
    private final Decision decision;
    private final List<Runnable> late = new ArrayList<>();

    /**
     * Puts faults in front of objects.
     *
     * @param target the objects
     * @param decision asked about each request
     */
    public FaultyObjects(ConditionalObjects target, Decision decision) {
        this.target = requireNonNull(target, "target");
        this.decision = requireNonNull(decision, "decision");
    }

    /** Lets all requests that are under way reach the server, in their order. */
    public void landLate() {
        List<Runnable> landing;
        synchronized (late) {
            landing = List.copyOf(late);
            late.clear();
        }
        landing.forEach(Runnable::run);
    }

    @Override
    public Got get(String key, Attempt attempt) {
        return fate(Operation.GET, key, () -> target.get(key, attempt), new Got.Unknown(lost()));
    }

    @Override
    public Put put(String key, @Nullable String expected, String text, Attempt attempt) {
        return fate(Operation.PUT, key, () -> target.put(key, expected, text, attempt), new Put.Unknown(lost()));
    }

    @Override
    public Deleted delete(String key, String expected, Attempt attempt) {
        return fate(Operation.DELETE, key, () -> target.delete(key, expected, attempt), new Deleted.Unknown(lost()));
    }

    @Override
    public Listed list(String prefix, @Nullable String after, Attempt attempt) {
        return fate(Operation.LIST, prefix, () -> target.list(prefix, after, attempt), new Listed.Unknown(lost()));
    }

    @Override
    public String describe() {
        return target.describe();
    }

    @Override
    public void close() {
        target.close();
    }

    private <T> T fate(Operation operation, String key, Supplier<T> request, T unknown) {
        switch (decision.about(operation, key)) {
            case NONE -> {
                return request.get();
            }
            case DUPLICATE -> {
                T ignored = request.get();
                requireNonNull(ignored);
                return request.get();
            }
            case LOST_REPLY, ERROR_AFTER -> {
                T ignored = request.get();
                requireNonNull(ignored);
                return unknown;
            }
            case LATE -> {
                synchronized (late) {
                    late.add(() -> requireNonNull(request.get()));
                }
                return unknown;
            }
            default -> {
                return unknown;
            }
        }
    }

    private static LeaseStoreException lost() {
        return new LeaseStoreException("a fault of the test", null);
    }
}
