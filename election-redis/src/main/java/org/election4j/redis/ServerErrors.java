// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.io.IOException;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisAccessControlException;
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
