// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.TickFields;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

/**
 * Ticks in hashes beside those of the lease store: one per job, without a time to live.
 *
 * <p>A tick is started by one script that looks at the election and at the session of its holder, compares the tick with the
 * server's clock, and replaces the hash of the job if it still has the expected nonce. So no tick is started in a term that
 * does not lead any more, or before its time by the clock of the server. Whatever goes wrong on the way is an unknown
 * outcome, and so are fewer confirmations of replicas than the options ask for.
 *
 * <p>Thread-safe; calls block for at most about their attempt's time and as long as the client takes to connect. What a
 * failover loses is lost here, too: a tick whose claim was lost can be started again.
 */
public final class RedisTickStore implements TickStore {

    /** Without a value, because one hash replaces another field by field. */
    private static final String ENDED = "ended";

    private final Script read = Script.of(Script.resources("stamp.lua", "read.lua"));
    private final Script tick = Script.allowOom(Script.resources("stamp.lua", "tick.lua"));
    private final Calls calls;
    private final RedisKeys keys;
    private final RedisProbe probe;
    private final int replicas;
    private final String place;

    /**
     * A store with default options.
     *
     * @param client a {@code RedisClient}, {@code RedisSentinelClient} or {@code RedisClusterClient}; never closed here
     * @throws IllegalArgumentException if it is another kind of client
     */
    public RedisTickStore(UnifiedJedis client) {
        this(client, RedisOptions.defaults());
    }

    /**
     * A store.
     *
     * @param client a {@code RedisClient}, {@code RedisSentinelClient} or {@code RedisClusterClient}; never closed here
     * @param options those of the lease store: they name the namespace, and how many replicas have to confirm
     * @throws IllegalArgumentException if it is another kind of client
     */
    public RedisTickStore(UnifiedJedis client, RedisOptions options) {
        Lines lines =
                ClientLines.of(client, requireNonNull(options, "options").keys().slot());
        this.calls = new Calls(lines);
        this.keys = options.keys();
        this.probe = new RedisProbe(options, new RecordReads(options.keys()));
        this.replicas = options.replicas();
        this.place = "redis namespace " + options.namespace() + " at " + lines.place();
    }

    @Override
    public TickRead read(String job, Attempt attempt) {
        try {
            return calls.make(attempt, line -> {
                Answer answer =
                        Answer.of(read.run(line, List.of(keys.tick(job), keys.pause(job)), List.of("tick", "pause")));
                confirm(line);
                return found(job, answer);
            });
        } catch (RuntimeException e) {
            return new TickRead.Unknown(e);
        }
    }

    private TickRead found(String job, Answer answer) {
        Map<String, String> tick = fields(answer.rest().get(0));
        Map<String, String> pause = fields(answer.rest().get(2));
        Instant now = answer.stamp().time();
        TickPause paused = pause.isEmpty() ? null : parsed(keys.pause(job), "pause", () -> TickPause.ofFields(pause));
        if (tick.isEmpty()) {
            return new TickRead.Absent(now, paused);
        }
        tick.remove(ENDED, "");
        return new TickRead.Found(parsed(keys.tick(job), "tick", () -> TickFields.record(tick)), now, paused);
    }

    private static Map<String, String> fields(Object answer) {
        List<?> texts = (List<?>) answer;
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < texts.size(); i += 2) {
            fields.put(Answer.text(texts.get(i)), Answer.text(texts.get(i + 1)));
        }
        return fields;
    }

    private static <T> T parsed(String key, String what, Supplier<T> parsing) {
        try {
            return parsing.get();
        } catch (IllegalArgumentException e) {
            throw new LeaseStoreException(
                    "the key " + key + " holds no " + what + " of Election4J, " + e.getMessage() + "; delete it", e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two requests: one to learn whose session the election names, for a script has to be told all its keys.
     */
    @Override
    public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
        return write(attempt, line -> {
            UUID holder = holder(line, next.electionName());
            if (holder == null) {
                return new TickWrite.Stale();
            }
            List<String> names =
                    List.of(keys.tick(next.job()), keys.election(next.electionName()), keys.session(holder));
            List<String> arguments = new ArrayList<>();
            arguments.add(expected == null ? "" : expected.toString());
            arguments.add(Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, next.tick())));
            arguments.add(Long.toString(next.term()));
            arguments.add(holder.toString());
            return replace(line, names, arguments, next);
        });
    }

    private @Nullable UUID holder(Line line, String electionName) {
        CommandArguments question = new CommandArguments(Command.HGET)
                .key(keys.election(electionName))
                .add("holder");
        Object holder = line.ask(question);
        String text = holder == null ? "" : Answer.text(holder);
        return text.isEmpty() ? null : UUID.fromString(text);
    }

    @Override
    public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
        requireNonNull(expected, "expected");
        return write(
                attempt,
                line -> replace(
                        line, List.of(keys.tick(next.job())), new ArrayList<>(List.of(expected.toString())), next));
    }

    @Override
    public TickWrite pause(TickPause pause, Attempt attempt) {
        CommandArguments command = new CommandArguments(Command.HSET).key(keys.pause(pause.job()));
        pause.fields().forEach((field, value) -> command.add(field).add(value));
        return write(attempt, line -> told(line, command));
    }

    @Override
    public TickWrite resume(String job, Attempt attempt) {
        CommandArguments command = new CommandArguments(Command.DEL).key(keys.pause(job));
        return write(attempt, line -> told(line, command));
    }

    private TickWrite told(Line line, CommandArguments command) {
        line.ask(command);
        confirm(line);
        return new TickWrite.Applied();
    }

    private TickWrite replace(Line line, List<String> names, List<String> arguments, TickRecord next) {
        Map<String, String> fields = TickFields.of(next);
        fields.putIfAbsent(ENDED, "");
        fields.forEach((field, value) -> arguments.addAll(List.of(field, value)));
        Answer answer = Answer.of(tick.run(line, names, arguments));
        return switch (Answer.text(answer.rest().get(0))) {
            case "applied" -> {
                confirm(line);
                yield new TickWrite.Applied();
            }
            case "stale" -> new TickWrite.Stale();
            case "early" -> new TickWrite.Early(requireNonNull(answer.stamp().time()));
            default -> new TickWrite.Rejected();
        };
    }

    private TickWrite write(Attempt attempt, Calls.Work<TickWrite> work) {
        try {
            return calls.make(attempt, work);
        } catch (RuntimeException e) {
            return new TickWrite.Unknown(e);
        }
    }

    /** Reads wait too: otherwise a read after an unconfirmed write would show it as if it were confirmed. */
    private void confirm(Line line) {
        if (replicas > 0) {
            line.awaitReplicas(replicas);
        }
    }

    @Override
    public void probe(Attempt attempt) {
        try {
            calls.make(attempt, probe::checkTicks);
        } catch (LeaseStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ServerErrors.ofProbe(describe(), e);
        }
    }

    @Override
    public String describe() {
        return place;
    }

    @Override
    public String toString() {
        return place;
    }
}
