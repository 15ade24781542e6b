// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStore;
import org.jspecify.annotations.Nullable;

/**
 * Small text objects in a store that can make a write depend on what is there: all that {@link S3LeaseStore} needs of S3,
 * and what another object store has to offer to be used in its place.
 *
 * <p>Every object has a <em>mark</em> (an etag, a generation) that changes with its content; two writes of different
 * content never get the same mark. Every call is a single attempt: no hidden retry, neither here nor in the client below.
 * It ends within about {@link Attempt#remaining()}, marks the attempt, and answers with a value. When in doubt the answer
 * is unknown. Reads and listings are current: they show every write that was acknowledged before they began.
 *
 * <p>Implementations are thread-safe.
 */
public interface ConditionalObjects extends AutoCloseable {

    /**
     * Reads an object. Blocks.
     *
     * @param key its key: letters, digits, and {@code - _ . ! /}
     * @param attempt the time limit and the marks
     * @return the object, its absence, or unknown
     */
    Got get(String key, Attempt attempt);

    /**
     * Writes an object if what is there has the expected mark; looking and writing are one atomic step. Blocks.
     *
     * @param key its key
     * @param expected the mark the object must have now; null if there must be no object
     * @param text the content, as UTF-8
     * @param attempt the time limit and the marks
     * @return stored, refused, or unknown
     */
    Put put(String key, @Nullable String expected, String text, Attempt attempt);

    /**
     * Deletes an object if it has the expected mark; looking and deleting are one atomic step. Blocks.
     *
     * @param key its key
     * @param expected the mark the object must have now
     * @param attempt the time limit and the marks
     * @return deleted, refused (also if there is no object, where the store tells), or unknown
     */
    Deleted delete(String key, String expected, Attempt attempt);

    /**
     * Lists keys, a page at a time. Blocks.
     *
     * @param prefix what the keys begin with
     * @param after the last key of the page before, exclusive; null for the first page
     * @param attempt the time limit and the marks
     * @return the keys in ascending order, or unknown
     */
    Listed list(String prefix, @Nullable String after, Attempt attempt);

    /**
     * Names the bucket for log lines and messages. Never contains a credential.
     *
     * @return a few words on one line
     */
    String describe();

    /** Frees what was created for these objects. Idempotent. */
    @Override
    void close();

    /** What became of a read. */
    sealed interface Got {
        /**
         * The object is there.
         *
         * @param text its content
         * @param mark its mark
         */
        record Found(String text, String mark) implements Got {
            /** Checks for nulls. */
            public Found {
                requireNonNull(text, "text");
                requireNonNull(mark, "mark");
            }
        }

        /** The store answered that there is no such object. */
        record Missing() implements Got {}

        /**
         * No answer.
         *
         * @param cause why nothing is known
         */
        record Unknown(Throwable cause) implements Got {
            /** Checks for null. */
            public Unknown {
                requireNonNull(cause, "cause");
            }
        }
    }

    /** What became of a conditional write. The same three as for a {@link LeaseStore}. */
    sealed interface Put {
        /**
         * The object is written.
         *
         * @param mark its mark now
         */
        record Stored(String mark) implements Put {
            /** Checks for null. */
            public Stored {
                requireNonNull(mark, "mark");
            }
        }

        /** The condition did not hold. Nothing was written. */
        record Refused() implements Put {}

        /**
         * The write took effect, or did not, or will do so later.
         *
         * @param cause why nothing is known
         */
        record Unknown(Throwable cause) implements Put {
            /** Checks for null. */
            public Unknown {
                requireNonNull(cause, "cause");
            }
        }
    }

    /** What became of a conditional deletion. */
    sealed interface Deleted {
        /** The object is gone. */
        record Done() implements Deleted {}

        /** The condition did not hold. Nothing was deleted. */
        record Refused() implements Deleted {}

        /**
         * The deletion took effect, or did not, or will do so later.
         *
         * @param cause why nothing is known
         */
        record Unknown(Throwable cause) implements Deleted {
            /** Checks for null. */
            public Unknown {
                requireNonNull(cause, "cause");
            }
        }
    }

    /** What became of a listing. */
    sealed interface Listed {
        /**
         * One page.
         *
         * @param keys the keys, ascending
         * @param more whether there are keys after the last of these
         */
        record Page(List<String> keys, boolean more) implements Listed {
            /** Checks that an empty page is the last, and copies the list. */
            public Page {
                keys = List.copyOf(keys);
                if (more && keys.isEmpty()) {
                    throw new IllegalArgumentException("a page without keys cannot be followed by another");
                }
            }
        }

        /**
         * No answer.
         *
         * @param cause why nothing is known
         */
        record Unknown(Throwable cause) implements Listed {
            /** Checks for null. */
            public Unknown {
                requireNonNull(cause, "cause");
            }
        }
    }
}
