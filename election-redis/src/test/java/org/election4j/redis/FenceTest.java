// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.redis.Namespace.LEASE;
import static org.election4j.redis.Namespace.applied;
import static org.election4j.redis.Namespace.attempt;
import static org.election4j.redis.Namespace.find;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;

/** Commands of the caller run while a term leads, and never after a later one was acquired. */
@Timeout(60)
class FenceTest {

    private static final String ELECTION = "nightly-billing";
    private static final long BEYOND_DOUBLES = (1L << 53) + 1;

    private final Namespace namespace = Namespace.fresh();
    private final RedisClient client = TestServer.client();
    private final RedisLeaseStore store = new RedisLeaseStore(client, namespace.options);
    private final RedisFence fence = new RedisFence(client, namespace.options);
    private final String balance = "{" + namespace.options.namespace() + "}:balance";

    @AfterEach
    void close() {
        store.close();
        client.close();
    }

    @Test
    void commands_run_while_the_term_leads() {
        namespace.lead(store, ELECTION, 7, namespace.session());
        List<Object> answers = fence.run(
                ELECTION,
                7,
                set("100"),
                new CommandArguments(Command.INCRBY).key(balance).add(-30),
                new CommandArguments(Command.GET).key(balance),
                new CommandArguments(Command.GET).key(balance + "-nobody"));
        assertThat(answers).containsExactly("OK", 70L, "70", null);
    }

    @Test
    void commands_of_an_old_term_do_not_run() {
        Version version = namespace.lead(store, ELECTION, 7, namespace.session());
        fence.run(ELECTION, 7, set("of 7"));
        applied(store.compareAndSet(
                namespace.change(version, namespace.held(ELECTION, 8, UUID.randomUUID())), attempt()));
        assertThatThrownBy(() -> fence.run(ELECTION, 7, set("late"))).isInstanceOf(StaleTermException.class);
        assertThat(client.get(balance)).isEqualTo("of 7");
        fence.run(ELECTION, 8, set("of 8"));
        assertThat(client.get(balance)).isEqualTo("of 8");
    }

    @Test
    void commands_of_a_term_that_was_given_up_do_not_run() {
        Version version = namespace.lead(store, ELECTION, 7, namespace.session());
        applied(store.compareAndSet(
                namespace.change(version, namespace.election(ELECTION, 7, new ElectionRecord.Free())), attempt()));
        assertThatThrownBy(() -> fence.run(ELECTION, 7, set("late"))).isInstanceOf(StaleTermException.class);
        assertThat(client.exists(balance)).isFalse();
    }

    @Test
    void commands_for_an_election_that_nobody_knows_do_not_run() {
        assertThatThrownBy(() -> fence.run(ELECTION, 7, set("never"))).isInstanceOf(StaleTermException.class);
        assertThat(client.exists(balance)).isFalse();
    }

    @Test
    void terms_that_a_double_cannot_tell_apart_are_told_apart() {
        namespace.lead(store, ELECTION, BEYOND_DOUBLES, namespace.session());
        fence.run(ELECTION, BEYOND_DOUBLES, set("right"));
        assertThatThrownBy(() -> fence.run(ELECTION, BEYOND_DOUBLES - 1, set("wrong")))
                .isInstanceOf(StaleTermException.class);
        assertThat(client.get(balance)).isEqualTo("right");
    }

    @Test
    void a_command_may_be_long_and_one_that_is_too_long_is_refused_before_anything_runs() {
        namespace.lead(store, ELECTION, 7, namespace.session());
        assertThat(fence.run(ELECTION, 7, push(RedisFence.MOST_WORDS))).containsExactly(RedisFence.MOST_WORDS - 2L);
        CommandArguments longer = push(RedisFence.MOST_WORDS + 1);
        assertThatThrownBy(() -> fence.run(ELECTION, 7, set("half"), longer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7900 words at most", "7901");
        assertThat(client.exists(balance)).isFalse();
    }

    @Test
    void a_call_may_have_many_words_and_one_more_is_refused_before_anything_runs() {
        namespace.lead(store, ELECTION, 7, namespace.session());
        String count = "return #ARGV";
        int own = 2;
        List<String> most = Collections.nCopies(RedisFence.MOST_WORDS_IN_ALL - own, "x");
        assertThat(fence.withLimit(Duration.ofSeconds(30)).eval(ELECTION, 7, count, List.of(), most))
                .isEqualTo((long) most.size());
        List<String> more = Collections.nCopies(most.size() + 1, "x");
        assertThatThrownBy(() -> fence.eval(ELECTION, 7, count, List.of(), more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000000 words at most");
    }

    private CommandArguments push(int words) {
        CommandArguments command = new CommandArguments(Command.RPUSH).key(balance + "-list");
        while (command.size() < words) {
            command.add("x");
        }
        return command;
    }

    @Test
    void a_script_of_the_caller_sees_its_own_keys_and_arguments_only() {
        namespace.lead(store, ELECTION, 7, namespace.session());
        String lua = "redis.call('SET', KEYS[1], ARGV[1]); return { #KEYS, #ARGV, redis.call('GET', KEYS[1]) }";
        assertThat(fence.eval(ELECTION, 7, lua, List.of(balance), List.of("5"))).isEqualTo(List.of(1L, 1L, "5"));
        assertThatThrownBy(() -> fence.eval(ELECTION, 6, lua, List.of(balance), List.of("6")))
                .isInstanceOf(StaleTermException.class);
        assertThat(client.get(balance)).isEqualTo("5");
    }

    @Test
    void a_command_that_fails_is_no_stale_term() {
        namespace.lead(store, ELECTION, 7, namespace.session());
        client.rpush(balance, "a list");
        assertThatThrownBy(() -> fence.run(
                        ELECTION,
                        7,
                        new CommandArguments(Command.INCRBY).key(balance).add(1)))
                .isInstanceOf(JedisDataException.class)
                .hasMessageContaining("WRONGTYPE");
    }

    @Test
    void a_fence_works_after_the_server_forgot_its_scripts() {
        namespace.lead(store, ELECTION, 7, namespace.session());
        fence.run(ELECTION, 7, set("1"));
        client.scriptFlush(balance);
        fence.run(ELECTION, 7, set("2"));
        assertThat(client.get(balance)).isEqualTo("2");
    }

    @Test
    void a_leader_that_was_paused_writes_nothing_after_its_successor_began() {
        SessionRecord session = namespace.session(Duration.ofMillis(300));
        Version sessionVersion = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        applied(store.compareAndSet(
                namespace.change(null, namespace.held(ELECTION, 7, session.incarnation())), attempt()));
        // It checked that it leads, and is paused before it writes. The rival revokes it, then takes over.
        applied(store.compareAndSet(namespace.change(sessionVersion, session.ended(UUID.randomUUID())), attempt()));
        StoredRecord election = find(store, new RecordKey.Election(ELECTION));
        applied(store.compareAndSet(
                namespace.change(election.version(), namespace.held(ELECTION, 8, UUID.randomUUID())), attempt()));
        assertThatThrownBy(() -> fence.run(ELECTION, 7, set("late"))).isInstanceOf(StaleTermException.class);
        assertThat(client.exists(balance)).isFalse();
    }

    /** Whole electors: while leadership goes to and fro, an unfenced look at the terms that wrote finds them rising. */
    @Test
    void writes_of_real_leaders_never_go_back_to_an_older_term() throws Exception {
        String log = balance + "-log";
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicLong stale = new AtomicLong();
        try (LeaderElector one = elector();
                LeaderElector other = elector()) {
            List<Thread> writers = List.of(writer(one, log, going, stale), writer(other, log, going, stale));
            for (int i = 0; i < 10; i++) {
                resignOne(one, other);
            }
            going.set(false);
            for (Thread writer : writers) {
                writer.join();
            }
        }
        List<Long> terms = client.lrange(log, 0, -1).stream().map(Long::valueOf).toList();
        assertThat(terms).isSorted();
        assertThat(terms.stream().distinct().count()).isGreaterThanOrEqualTo(5);
    }

    private LeaderElector elector() {
        return LeaderElector.builder(store, ELECTION).lease(LEASE).start();
    }

    private static void resignOne(LeaderElector one, LeaderElector other) throws InterruptedException {
        while (!one.isLeader() && !other.isLeader()) {
            one.awaitLeadership(Duration.ofMillis(20));
            other.awaitLeadership(Duration.ofMillis(20));
        }
        LeaderElector leader = one.isLeader() ? one : other;
        leader.resign(Duration.ofMillis(1)).toCompletableFuture().join();
    }

    /** Takes a leadership and goes on writing for it, also when it has long ended. */
    private Thread writer(LeaderElector elector, String log, AtomicBoolean going, AtomicLong stale) {
        Thread thread = new Thread(() -> {
            while (going.get()) {
                Leadership leadership = elector.leadership().orElse(null);
                for (int i = 0; leadership != null && going.get() && i < 1_000; i++) {
                    try {
                        fence.run(
                                leadership,
                                new CommandArguments(Command.RPUSH).key(log).add(leadership.term()));
                    } catch (StaleTermException e) {
                        stale.incrementAndGet();
                        leadership = null;
                    }
                }
            }
        });
        thread.start();
        return thread;
    }

    private CommandArguments set(String value) {
        return new CommandArguments(Command.SET).key(balance).add(value);
    }
}
