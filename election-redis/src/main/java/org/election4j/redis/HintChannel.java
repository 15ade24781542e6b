// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static java.util.Objects.requireNonNull;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;
import org.election4j.spi.Advice;
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
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** One connection that listens to the channel of one namespace, once. */
final class HintChannel extends JedisPubSub implements HintWatch.Channel {

    /** Begins the payload of a test. No election's name can. */
    private static final String TEST = "\u0001";

    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** After so long a silence the connection is made anew, where nobody asks for a sign of life. */
    private static final int QUIET_MILLIS = 120_000;

    private final String channel;
    private final Lines lines;
    private final Calls calls;
    private final Advice advice;
    private final Consumer<HintChannel> ended;

    /** The longest silence of a server that is asked for signs of life. */
    private final int leaseMillis;

    private boolean tested;
    private boolean kept;
    private final String test = TEST + new RandomIds().next();

    private @Nullable HintListener target;
    private @Nullable Line line;
    private boolean closed;

    /** A channel that connects when it is listened to. */
    HintChannel(String channel, Lines lines, Calls calls, Duration lease, Advice advice, Consumer<HintChannel> ended) {
        this.channel = channel;
        this.lines = lines;
        this.calls = calls;
        this.advice = advice;
        this.ended = ended;
        this.leaseMillis = Math.toIntExact(lease.toMillis());
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
        } catch (JedisDataException e) {
            // The server says no, and will go on to: a user without rights, a command that was renamed away.
            advice.add("no hints, so candidates poll: " + ServerErrors.reason(e) + "; allow SUBSCRIBE and PUBLISH on "
                    + channel + ", or switch hints off");
            throw e;
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
        if (tested) {
            return;
        }
        tested = true;
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
            passed();
            hints.flowing(true);
        } else if (payload.isEmpty()) {
            hints.missed();
        } else if (isName(payload)) {
            hints.changed(payload);
        }
    }

    private synchronized void passed() {
        kept = true;
        limit(QUIET_MILLIS);
    }

    /**
     * Asks the server for a sign of life: subscribing again needs no other right, and is answered. Called with every heartbeat,
     * so that a host that is gone without a word is noticed after a lease. Does not wait for the answer, never throws.
     */
    synchronized void keepAlive() {
        if (line == null || !kept || closed) {
            return;
        }
        try {
            limit(leaseMillis);
            subscribe(channel);
        } catch (JedisException e) {
            // The connection is broken, and the thread that reads from it finds out.
            ServerErrors.quietly(line.connection());
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
    public void close() {
        disconnect();
        ended.accept(this);
    }

    private synchronized void disconnect() {
        closed = true;
        if (line != null) {
            ServerErrors.quietly(line.connection());
        }
    }
}
