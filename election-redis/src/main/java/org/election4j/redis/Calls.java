// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.time.Duration;
import org.election4j.spi.Attempt;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/**
 * Makes calls, and makes them where the slot has moved to. A server that says so has run nothing. A call that writes in
 * several parts keeps to itself what happens after the first: see {@link RecordWrites}.
 */
final class Calls {

    private static final int MOVES = 5;

    /** What a call does. */
    @FunctionalInterface
    interface Work<T> {
        T run(Line line);
    }

    private final Lines lines;

    Calls(Lines lines) {
        this.lines = lines;
    }

    <T> T make(Attempt attempt, Work<T> work) {
        Attempt marked = new FirstMarks(attempt);
        for (int moves = 0; ; moves++) {
            try (Line line = lines.open(marked)) {
                T result = work.run(line);
                marked.replied();
                return result;
            } catch (JedisMovedDataException e) {
                if (moves == MOVES) {
                    throw e;
                }
                lines.moved(e.getTargetNode());
            } catch (JedisDataException e) {
                marked.replied();
                throw e;
            }
        }
    }

    /** A call that asks several servers marks its first connection and its first request only. */
    private static final class FirstMarks implements Attempt {

        private final Attempt attempt;
        private boolean connected;
        private boolean sent;

        FirstMarks(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public Duration remaining() {
            return attempt.remaining();
        }

        @Override
        public void connected() {
            if (!connected) {
                connected = true;
                attempt.connected();
            }
        }

        @Override
        public void sent() {
            if (!sent) {
                sent = true;
                attempt.sent();
            }
        }

        @Override
        public void replied() {
            attempt.replied();
        }
    }
}
