// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

/** What can happen to one call on its way to a store and back. */
public sealed interface Fault {

    /** Nothing happens: the call goes through. Useful to let some calls pass before one that does not. */
    record None() implements Fault {}

    /** The request never reaches the store. The caller does not know. */
    record LostRequest() implements Fault {}

    /** The store does what it was asked, and its answer is lost. The caller does not know. */
    record LostReply() implements Fault {}

    /**
     * The request reaches the store twice, and the caller gets the second answer: its own success looks like a
     * rejection.
     */
    record Duplicate() implements Fault {}

    /**
     * The caller gives up and does not know; the request reaches the store later, when the test calls {@link
     * FaultyLeaseStore#landLate()}.
     */
    record LateLanding() implements Fault {}

    /**
     * The store throws without doing anything.
     *
     * @param error what it throws
     */
    record ErrorBefore(RuntimeException error) implements Fault {
        /** Checks for null. */
        public ErrorBefore {
            requireNonNull(error, "error");
        }
    }

    /**
     * The store does what it was asked and throws then.
     *
     * @param error what it throws
     */
    record ErrorAfter(RuntimeException error) implements Fault {
        /** Checks for null. */
        public ErrorAfter {
            requireNonNull(error, "error");
        }
    }

    /**
     * Time passes, or whatever else the test likes, while the call is under way.
     *
     * @param before runs before the request reaches the store
     * @param after runs before the caller gets its answer
     * @param fault what happens in between
     */
    record Delay(Runnable before, Runnable after, Fault fault) implements Fault {
        /** Checks for nulls. */
        public Delay {
            requireNonNull(before, "before");
            requireNonNull(after, "after");
            requireNonNull(fault, "fault");
        }
    }

    /**
     * A call that takes its time to reach the store and is answered at once.
     *
     * @param hook lets the time pass, for example by advancing a {@link FakeTime}
     * @return the fault
     */
    static Fault slowRequest(Runnable hook) {
        return new Delay(hook, () -> {}, new None());
    }

    /**
     * A call that reaches the store at once and whose answer takes its time.
     *
     * @param hook lets the time pass, for example by advancing a {@link FakeTime}
     * @return the fault
     */
    static Fault slowReply(Runnable hook) {
        return new Delay(() -> {}, hook, new None());
    }
}
