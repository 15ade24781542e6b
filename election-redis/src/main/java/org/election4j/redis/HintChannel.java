// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.UUID;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionNames;
import org.election4j.spi.Hints;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** One connection that listens to the channel of one namespace, once. */
final class HintChannel extends JedisPubSub {

    /** Begins the payload of a test. No election's name can. */
    private static final String TEST = "\u0001";

    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** After so long a silence the connection is made anew, because a dead one is silent, too. */
    private static final int QUIET_MILLIS = 120_000;

    private final String channel;
    private final Lines lines;
    private final Calls calls;
    private final RedisHints target;
    private final String test = TEST + UUID.randomUUID();

    private @Nullable Line line;
    private boolean aborted;
    private boolean flowed;
    private boolean quiet;

    HintChannel(String channel, Lines lines, Calls calls, RedisHints target) {
        this.channel = channel;
        this.lines = lines;
        this.calls = calls;
        this.target = target;
    }

    /** Blocks until the connection ends. */
    void listen() {
        Line opened = lines.keep(Attempt.within(ANSWER));
        opened.abandon();
        try (opened) {
            if (use(opened)) {
                proceed(opened.connection(), channel);
            }
        } catch (JedisConnectionException e) {
            quiet = flowed && e.getCause() instanceof SocketTimeoutException;
            throw e;
        } finally {
            use(null);
        }
    }

    /** Whether hints came over this connection. */
    boolean flowed() {
        return flowed;
    }

    /** Whether it ended for no other reason than that nothing happened. */
    boolean wasQuiet() {
        return quiet;
    }

    /**
     * Sends a random word over another connection. A user who may listen but not publish, or something between here and the
     * server that lets nothing through, shows in its absence only.
     */
    @Override
    public void onSubscribe(String name, int count) {
        limit((int) ANSWER.toMillis());
        calls.make(
                Attempt.within(ANSWER),
                other -> other.ask(new CommandArguments(Protocol.Command.PUBLISH)
                        .add(channel)
                        .add(test)));
    }

    @Override
    public void onMessage(String name, String payload) {
        if (payload.equals(test)) {
            flowed = true;
            limit(QUIET_MILLIS);
            target.flows();
        } else if (payload.isEmpty()) {
            target.deliver(Hints::missed);
        } else if (isName(payload)) {
            target.deliver(hints -> hints.changed(payload));
        }
    }

    /** Anybody may publish anything. */
    private static boolean isName(String payload) {
        try {
            ElectionNames.requireValid("payload", payload);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void limit(int millis) {
        Line listening = current();
        if (listening != null) {
            listening.connection().setSoTimeout(millis);
        }
    }

    private synchronized @Nullable Line current() {
        return line;
    }

    private synchronized boolean use(@Nullable Line opened) {
        line = opened;
        return !aborted;
    }

    /** Ends the listening in another thread. */
    synchronized void abort() {
        aborted = true;
        if (line != null) {
            ServerErrors.quietly(line.connection());
        }
    }
}
