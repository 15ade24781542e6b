// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.io.IOException;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.OneLine;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * What errors of the server say about the connection they came over. They never decide an outcome: only the answer of a
 * script does.
 */
final class ServerErrors {

    private ServerErrors() {}

    /** Whether the next call may ask the same server: it could answer, and will do so when something else has changed. */
    static boolean leaveTheLineUsable(JedisException error) {
        return error instanceof JedisNoScriptException
                || error instanceof JedisAccessControlException
                || begins(error, "STALETERM ")
                || begins(error, "OOM ")
                || begins(error, "MISCONF ")
                || begins(error, "NOREPLICAS ")
                || String.valueOf(error.getMessage()).contains("compiling script");
    }

    /** Whether the server says that it is not the primary of this data. */
    static boolean isOfAnotherServer(JedisException error) {
        return begins(error, "READONLY ") || begins(error, "MASTERDOWN ");
    }

    /** What an outcome tells: a login that is refused, or a missing right, is no matter of waiting. */
    static Throwable told(Throwable failure) {
        if (failure instanceof LeaseStoreException) {
            return failure;
        }
        if (failure instanceof JedisAccessControlException) {
            return new AccessRefusedException("Redis refuses this client: " + failure.getMessage(), failure);
        }
        return hasHiddenRoot(failure) ? new LeaseStoreException(reason(failure), failure) : failure;
    }

    /** What a probe tells that got no answer. */
    static LeaseStoreException ofProbe(String place, RuntimeException failure) {
        return told(failure) instanceof AccessRefusedException refusal
                ? refusal
                : new LeaseStoreException("cannot ask " + place + ": " + reason(failure), failure);
    }

    /** The root cause first. The client hides it where a name has several addresses. */
    static String reason(Throwable failure) {
        String reason = OneLine.reason(failure);
        Throwable deepest = failure;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return hasHiddenRoot(deepest) ? OneLine.reason(deepest.getSuppressed()[0]) + "; " + reason : reason;
    }

    private static boolean hasHiddenRoot(Throwable failure) {
        return failure instanceof JedisConnectionException
                && failure.getCause() == null
                && failure.getSuppressed().length > 0;
    }

    /** Closes a connection whose server may be gone. */
    static void quietly(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException | RuntimeException e) {
            // It is gone either way.
        }
    }

    private static boolean begins(JedisException error, String code) {
        return String.valueOf(error.getMessage()).startsWith(code);
    }
}
