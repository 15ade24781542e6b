// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.util.function.Function;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;

/**
 * A store call whose every way to end is an answer.
 *
 * @param call the call itself
 * @param unknown the answer when it threw, or gave none
 * @param <T> the answer
 */
public record StoreCall<T>(Function<Attempt, T> call, Function<Throwable, T> unknown) {

    /** Makes the call; never throws. */
    public T make(Attempt attempt) {
        try {
            T answer = call.apply(attempt);
            return answer == null ? unanswered(new LeaseStoreException("the store answered null", null)) : answer;
        } catch (Throwable e) {
            return unanswered(e);
        }
    }

    /** The answer if there was none. */
    public T unanswered(Throwable cause) {
        return unknown.apply(cause);
    }
}
