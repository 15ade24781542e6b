// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.spi.Attempt;
import org.election4j.spi.Identifiers;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Runs commands of yours only as long as a term leads: <strong>no command fenced with term t runs after a later term was
 * acquired</strong>, whatever clocks, networks and pauses do, as long as one primary keeps both your data and the lease
 * store's records.
 *
 * <p>One script compares the term and runs the commands, so nothing comes in between. It refuses as soon as the election is
 * free, handed over or led by another term. After a failover that lost writes, data and terms may be lost together; the
 * records then say what the new primary knows.
 *
 * <p>All keys must be in the slot of the lease store's namespace where there is a Cluster: begin them with the namespace in
 * braces, such as <code>{election4j}:balance</code>. Redis does not undo anything: when one command of several fails, those
 * before it have run.
 *
 * <p>Nothing is repeated: a connection that breaks leaves it open whether the commands have run. Immutable and thread-safe.
 * Methods block for at most the limit, 5 seconds unless set, and for as long as the client takes to connect.
 */
public final class RedisFence {

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);
    private static final String STALE = "STALETERM";

    /** Lua takes 7,997 values out of a list at once; a few are left to the server. */
    static final int MOST_WORDS = 7_900;

    /** The server closes a connection on which a request has more than 1,048,576 words; a few are the fence's. */
    static final int MOST_WORDS_IN_ALL = 1_000_000;

    private final Script commands = Script.of(Script.resources("fence.lua", "commands.lua"));
    private final Calls calls;
    private final RedisKeys keys;
    private final Duration limit;

    /**
     * A fence for the default namespace.
     *
     * @param client a {@code RedisClient}, {@code RedisSentinelClient} or {@code RedisClusterClient}; never closed here
     * @throws IllegalArgumentException if it is another kind of client
     */
    public RedisFence(UnifiedJedis client) {
        this(client, RedisOptions.defaults());
    }

    /**
     * A fence.
     *
     * @param client a {@code RedisClient}, {@code RedisSentinelClient} or {@code RedisClusterClient}; never closed here
     * @param options the options of the lease store: they name the namespace
     * @throws IllegalArgumentException if it is another kind of client
     */
    public RedisFence(UnifiedJedis client, RedisOptions options) {
        this(
                new Calls(ClientLines.of(
                        client, requireNonNull(options, "options").keys().slot())),
                options.keys(),
                DEFAULT_LIMIT);
    }

    private RedisFence(Calls calls, RedisKeys keys, Duration limit) {
        this.calls = calls;
        this.keys = keys;
        this.limit = limit;
    }

    /**
     * The same fence with another time limit for each call.
     *
     * @param duration how long a call may take; positive
     * @return a copy
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisFence withLimit(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("limit must be positive, but is " + duration);
        }
        return new RedisFence(calls, keys, duration);
    }

    /**
     * Runs commands if the leadership's term leads, in one round trip.
     *
     * @param leadership the leadership you act for
     * @param commands the commands, in order, their keys added with {@link CommandArguments#key}
     * @return what they answered, in order: text, {@code Long}, a list of such, or null
     * @throws IllegalArgumentException if a command has more than 7,900 words or all have more than 1,000,000; nothing has run
     * @throws StaleTermException if the term does not lead any more; nothing has run
     * @throws JedisException if a command failed, or if it is not known whether they have run
     */
    public List<@Nullable Object> run(Leadership leadership, CommandArguments... commands) {
        return run(leadership.electionName(), leadership.term(), commands);
    }

    /**
     * Runs commands if the term leads, in one round trip.
     *
     * @param electionName the election
     * @param term the term you act for
     * @param commands the commands, in order, their keys added with {@link CommandArguments#key}
     * @return what they answered, in order: text, {@code Long}, a list of such, or null
     * @throws IllegalArgumentException if a command has more than 7,900 words or all have more than 1,000,000; nothing has run
     * @throws StaleTermException if the term does not lead any more; nothing has run
     * @throws JedisException if a command failed, or if it is not known whether they have run
     */
    public List<@Nullable Object> run(String electionName, long term, CommandArguments... commands) {
        Set<Object> used = new LinkedHashSet<>();
        List<Object> words = new ArrayList<>();
        for (CommandArguments command : commands) {
            used.addAll(command.getKeys());
            requireAtMost(MOST_WORDS, command.size(), "a command of a fenced call");
            words.add(Integer.toString(command.size()));
            command.forEach(word -> words.add(word.getRaw()));
        }
        return new ArrayList<>((Collection<?>) guarded(this.commands, electionName, term, used, words));
    }

    /**
     * Runs a script of yours if the leadership's term leads, in one round trip.
     *
     * @param leadership the leadership you act for
     * @param lua the script, without a {@code #!lua} line. The server keeps every text it was given, so use few texts and
     *     pass what differs as arguments
     * @param keys its keys
     * @param arguments its arguments
     * @return what it answered: text, {@code Long}, a list of such, or null
     * @throws IllegalArgumentException if keys and arguments are more than 1,000,000; nothing has run
     * @throws StaleTermException if the term does not lead any more; nothing has run
     * @throws JedisException if the script failed, or if it is not known whether it has run
     */
    public @Nullable Object eval(Leadership leadership, String lua, List<String> keys, List<String> arguments) {
        return eval(leadership.electionName(), leadership.term(), lua, keys, arguments);
    }

    /**
     * Runs a script of yours if the term leads, in one round trip.
     *
     * @param electionName the election
     * @param term the term you act for
     * @param lua the script, without a {@code #!lua} line. The server keeps every text it was given, so use few texts and
     *     pass what differs as arguments
     * @param keys its keys
     * @param arguments its arguments
     * @return what it answered: text, {@code Long}, a list of such, or null
     * @throws IllegalArgumentException if keys and arguments are more than 1,000,000; nothing has run
     * @throws StaleTermException if the term does not lead any more; nothing has run
     * @throws JedisException if the script failed, or if it is not known whether it has run
     */
    public @Nullable Object eval(
            String electionName, long term, String lua, List<String> keys, List<String> arguments) {
        return guarded(Script.of(Script.resources("fence.lua") + lua), electionName, term, keys, arguments);
    }

    private @Nullable Object guarded(
            Script script, String electionName, long term, Collection<?> keys, Collection<?> arguments) {
        Identifiers.requireValid("election name", electionName);
        List<Object> allKeys = new ArrayList<>(keys);
        allKeys.add(this.keys.election(electionName));
        List<Object> allArguments = new ArrayList<>(arguments);
        allArguments.add(Long.toString(term));
        requireAtMost(MOST_WORDS_IN_ALL, allKeys.size() + allArguments.size(), "a fenced call");
        try {
            return calls.make(
                    Attempt.within(limit), line -> SafeEncoder.encodeObject(script.run(line, allKeys, allArguments)));
        } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).startsWith(STALE)) {
                throw new StaleTermException(electionName, term);
            }
            throw e;
        }
    }

    /** Beforehand: in the middle of a script, the commands before would have run. */
    private static void requireAtMost(int most, int words, String what) {
        if (words > most) {
            throw new IllegalArgumentException(what + " can have " + most
                    + " words at most, keys and arguments, but has " + words + "; nothing has run");
        }
    }
}
