// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.election4j.redis.Namespace.attempt;
import static org.election4j.redis.Namespace.unknown;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.OneLine;
import org.election4j.spi.RecordKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.RedisClient;

/** A password is in no text that the module makes. */
@Timeout(60)
class CredentialsTest {

    private static final String SECRET = "s3cr3t";

    @Test
    void descriptions_say_where_and_nothing_secret() {
        RedisOptions options = RedisOptions.builder().namespace("leases").build();
        String login = "redis://billing:" + SECRET + "@";
        try (RedisLeaseStore one = RedisLeaseStore.connect(login + "db-1:6380/3", options);
                RedisLeaseStore sentinel = RedisLeaseStore.connectSentinel(
                        login + "mymaster", List.of(login + "s-1:26379", login + "s-2:26379"), options);
                RedisLeaseStore cluster =
                        RedisLeaseStore.connectCluster(List.of(login + "c-1", login + "c-2:7000"), options)) {
            assertThat(one.describe()).isEqualTo("redis namespace leases at db-1:6380");
            assertThat(sentinel.describe()).isEqualTo("redis namespace leases at mymaster by s-1:26379,s-2:26379");
            assertThat(cluster).asString().isEqualTo("redis namespace leases at c-1:6379,c-2:7000");
        }
    }

    @Test
    void a_malformed_url_is_not_repeated() {
        for (String url : List.of(
                "http://user:" + SECRET + "@db",
                "redis://user:" + SECRET + "@",
                "redis://user:" + SECRET + "/1@db",
                "redis://db/" + SECRET,
                SECRET + ":user@db:6379",
                SECRET + " ^ %")) {
            Throwable thrown = catchThrowable(() -> RedisLeaseStore.connect(url));
            assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("redis://user");
            assertThat(text(thrown)).doesNotContain(SECRET);
        }
    }

    @Test
    void an_unreachable_server_does_not_reveal_it() {
        try (LeaseStore store = RedisLeaseStore.connect("redis://user:" + SECRET + "@127.0.0.1:1")) {
            assertThat(text(unknown(store.read(RecordKey.STORE, attempt(1_000)))))
                    .doesNotContain(SECRET);
            assertThat(text(catchThrowable(() -> store.probe(attempt(1_000))))).doesNotContain(SECRET);
        }
    }

    @Test
    void a_login_that_is_refused_does_not_reveal_it() {
        String url = "redis://nobody:" + SECRET + "@" + TestServer.address();
        try (LeaseStore store = RedisLeaseStore.connect(url)) {
            Throwable cause = unknown(store.read(RecordKey.STORE, attempt(1_000)));
            assertThat(text(cause)).doesNotContain(SECRET).contains("WRONGPASS");
            assertThat(cause).isInstanceOf(AccessRefusedException.class);
            assertThatThrownBy(() -> store.probe(attempt(1_000)))
                    .isInstanceOf(AccessRefusedException.class)
                    .hasMessageContaining("WRONGPASS");
        }
    }

    @Test
    void why_a_server_cannot_be_used_is_told_first() {
        reasons("redis://" + TestServer.address(), "NOAUTH");
        reasons("redis://127.0.0.1:1", "Connection refused");
        reasons("redis://no--host.invalid.", "UnknownHostException");
    }

    @Test
    void a_server_without_a_free_connection_is_told() {
        try (RedisProcess full = RedisProcess.start("--maxclients", "1");
                RedisClient other = RedisClient.create(full.url())) {
            await().ignoreExceptions().until(() -> other.ping().equals("PONG"));
            reasons(full.url(), "max number of clients reached");
        }
    }

    private static void reasons(String url, String reason) {
        try (LeaseStore store = RedisLeaseStore.connect(url)) {
            assertThat(OneLine.reason(unknown(store.read(RecordKey.STORE, attempt(5_000)))))
                    .contains(reason);
            assertThatThrownBy(() -> store.probe(attempt(5_000))).hasMessageContaining(reason);
        }
    }

    private static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
