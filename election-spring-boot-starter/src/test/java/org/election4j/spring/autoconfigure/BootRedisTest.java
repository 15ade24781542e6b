// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.Elections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;
import redis.embedded.RedisServer;

/** An application with spring-boot-starter-data-redis, whose client is Lettuce, adds election-redis and nothing else. */
@Timeout(120)
class BootRedisTest {

    private static final String PASSWORD = "f0r-the-s3rver";
    private static RedisServer server;
    private static int port;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(LeaseStoreAutoConfiguration.class, ElectionAutoConfiguration.class, ofBoot()))
            .withPropertyValues("election.elections=billing", "election.lease=2s");

    /** Its package is another on each line of Boot. */
    private static Class<?> ofBoot() {
        ClassLoader loader = BootRedisTest.class.getClassLoader();
        String three = "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration";
        String four = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration";
        return ClassUtils.resolveClassName(ClassUtils.isPresent(three, loader) ? three : four, loader);
    }

    @BeforeAll
    static void startServer() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("requirepass " + PASSWORD)
                .setting("save \"\"")
                .build();
        server.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.stop();
    }

    @Test
    void connection_details_of_boot_are_enough_to_lead() {
        runner.withPropertyValues(
                        "spring.data.redis.host=127.0.0.1",
                        "spring.data.redis.port=" + port,
                        "spring.data.redis.password=" + PASSWORD,
                        "spring.data.redis.database=3")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Elections elections = context.getBean(Elections.class);
                    await().atMost(Duration.ofSeconds(60))
                            .untilAsserted(() -> assertThat(
                                            elections.elector("billing").isLeader())
                                    .as("%s", elections.elector("billing").status())
                                    .isTrue());
                    assertThat(context.getBean(LeaseStore.class).describe()).doesNotContain(PASSWORD);
                    assertThat(context).hasBean("redisConnectionFactory");
                });
    }

    @Test
    void a_url_with_a_login_is_enough_and_is_never_shown() {
        runner.withPropertyValues(
                        "spring.data.redis.url=redis://:" + PASSWORD + "@127.0.0.1:" + port + "/4",
                        "election.redis.namespace=by-url")
                .run(context -> {
                    Elections elections = context.getBean(Elections.class);
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> elections.elector("billing").isLeader());
                    assertThat(elections.elector("billing").status().toString()).doesNotContain(PASSWORD);
                });
    }

    @Test
    void sentinels_and_clusters_of_boot_are_known() {
        runner.withPropertyValues(
                        "spring.data.redis.sentinel.master=primary",
                        "spring.data.redis.sentinel.nodes=127.0.0.1:1,127.0.0.1:2",
                        "spring.data.redis.database=5",
                        "election.auto-start=false",
                        "election.store=memory")
                .run(context -> assertThat(context.getBean(BootRedis.class).servers())
                        .hasValueSatisfying(servers -> {
                            assertThat(servers.master()).isEqualTo("primary");
                            assertThat(servers.nodes()).hasSize(2);
                            assertThat(servers.database()).isEqualTo(5);
                        }));
        runner.withPropertyValues(
                        "spring.data.redis.cluster.nodes=127.0.0.1:1,127.0.0.1:2",
                        "election.auto-start=false",
                        "election.store=memory")
                .run(context -> assertThat(context.getBean(BootRedis.class).servers())
                        .hasValueSatisfying(
                                servers -> assertThat(servers.cluster()).isTrue()));
    }
}
