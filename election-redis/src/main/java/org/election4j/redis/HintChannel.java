// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static java.util.Objects.requireNonNull;

import java.net.SocketTimeoutException;
import java.time.Duration;
import org.election4j.spi.Attempt;
import org.election4j.spi.HintListener;
import org.election4j.spi.HintWatch;
import org.election4j.spi.Identifiers;
import org.election4j.spi.RandomIds;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** One connection that listens to the channel of one namespace, once. */
final class HintChannel extends JedisPubSub implements HintWatch.Channel {

    /** Begins the payload of a test. No election's name can. */
    private static final String TEST = "\u0001";

    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** After so long a silence the connection is made anew, because a dead one is silent, too. */
    private static final int QUIET_MILLIS = 120_000;

    private final String channel;
    private final Lines lines;
    private final Calls calls;
    private final String test = TEST + new RandomIds().next();

    private @Nullable HintListener target;
    private @Nullable Line line;
    private boolean closed;

    /** A channel that connects when it is listened to. */
    HintChannel(String channel, Lines lines, Calls calls) {
        this.channel = channel;
        this.lines = lines;
        this.calls = calls;
    }

    /** Returns when nothing has happened for long. */
    @Override
    public void listen(HintListener hints) {
        target = hints;
        Line opened = lines.keep(Attempt.within(ANSWER));
        opened.abandon();
        try (opened) {
            if (use(opened)) {
                proceed(opened.connection(), channel);
            }
        } catch (JedisConnectionException e) {
            if (!(e.getCause() instanceof SocketTimeoutException)) {
                throw e;
            }
        } finally {
            use(null);
        }
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
        HintListener hints = requireNonNull(target);
        if (payload.equals(test)) {
            limit(QUIET_MILLIS);
            hints.flowing(true);
        } else if (payload.isEmpty()) {
            hints.missed();
        } else if (isName(payload)) {
            hints.changed(payload);
        }
    }

    /** Anybody may publish anything. */
    private static boolean isName(String payload) {
        try {
            Identifiers.requireValid("payload", payload);
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
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (line != null) {
            ServerErrors.quietly(line.connection());
        }
    }
}
