// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.election4j.LeaderElector;
import org.election4j.s3.emulator.Emulator;
import org.election4j.spring.Elections;
import org.election4j.spring.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import redis.embedded.RedisServer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** On each store: to start, to lead, to hand over and to shut down prints nothing at WARN, whoever would print it. */
@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads what the whole JVM prints")
@Timeout(300)
class QuietApplicationTest {

    /** Much more than any step takes, on a machine that does other things as well. */
    private static final Duration LONG = Duration.ofSeconds(60);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
            })
    static class WithoutDataSource {}

    @Configuration(proxyBeanMethods = false)
    static class ZooKeeper extends WithoutDataSource {
        @Bean(initMethod = "start", destroyMethod = "close")
        CuratorFramework curator(Environment environment) {
            return CuratorFrameworkFactory.newClient(
                    environment.getRequiredProperty("test.zookeeper"), new RetryOneTime(100));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class S3 extends WithoutDataSource {
        @Bean(destroyMethod = "close")
        S3Client s3(Environment environment) {
            return S3Client.builder()
                    .region(Region.EU_CENTRAL_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                    .endpointOverride(URI.create(environment.getRequiredProperty("test.s3")))
                    .forcePathStyle(true)
                    .build();
        }
    }

    private static ConfigurableApplicationContext start(String id, Class<?> application, List<String> store) {
        List<String> properties = new ArrayList<>(store);
        properties.addAll(List.of(
                "spring.main.banner-mode=off",
                "logging.level.root=warn",
                "logging.level.org.apache.zookeeper.server=off",
                "logging.pattern.console=LINE %-5level %logger : %msg%n",
                "election.elections=billing",
                "election.id=" + id,
                "election.lease=4s"));
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(properties.toArray(new String[0]))
                .run();
    }

    private static LeaderElector elector(ConfigurableApplicationContext context) {
        return context.getBean(Elections.class).elector("billing");
    }

    private static void assertQuiet(CapturedOutput output, Class<?> application, String... store) {
        try (ConfigurableApplicationContext first = start("first", application, List.of(store))) {
            await().atMost(LONG).until(() -> elector(first).isLeader());
            try (ConfigurableApplicationContext second = start("second", application, List.of(store))) {
                await().atMost(LONG).until(() -> elector(second).currentLeader().isPresent());
                elector(first).resign();
                await().atMost(LONG).until(() -> elector(second).isLeader());
            }
            await().atMost(LONG).until(() -> elector(first).isLeader());
            LoggerFactory.getLogger("test").warn("is heard");
        }
        assertThat(output.getAll().lines().filter(line -> line.matches("LINE (WARN|ERROR) .*|.*Exception.*|\\s+at .*")))
                .containsExactly("LINE WARN  test : is heard");
    }

    @Test
    void on_postgres(CapturedOutput output) {
        assertQuiet(
                output,
                Plain.class,
                "election.store=postgres",
                "spring.datasource.url=" + TestServer.url(TestServer.port()),
                "spring.datasource.username=" + TestServer.USER,
                "spring.datasource.hikari.connection-timeout=500",
                "spring.datasource.hikari.validation-timeout=500",
                "election.postgres.table-prefix=" + TestServer.freshTables());
    }

    @Test
    void on_postgres_with_connections_of_its_own(CapturedOutput output) {
        assertQuiet(
                output,
                WithoutDataSource.class,
                "election.store=postgres",
                "election.postgres.url=" + TestServer.url(TestServer.port()),
                "election.postgres.username=" + TestServer.USER,
                "election.postgres.table-prefix=" + TestServer.freshTables());
    }

    @Test
    void on_redis(CapturedOutput output) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("maxmemory-policy noeviction")
                .setting("appendonly yes")
                .setting("appendfsync always")
                .build();
        server.start();
        try {
            assertQuiet(
                    output,
                    WithoutDataSource.class,
                    "election.store=redis",
                    "spring.data.redis.host=127.0.0.1",
                    "spring.data.redis.port=" + port);
        } finally {
            server.stop();
        }
    }

    @Test
    void on_zookeeper(CapturedOutput output) throws Exception {
        try (TestingServer server = new TestingServer()) {
            assertQuiet(
                    output, ZooKeeper.class, "election.store=zookeeper", "test.zookeeper=" + server.getConnectString());
        }
    }

    @Test
    void on_s3(CapturedOutput output) {
        try (Emulator server = Emulator.start("elections")) {
            assertQuiet(
                    output,
                    S3.class,
                    "election.store=s3",
                    "election.s3.bucket=elections",
                    "test.s3=" + server.endpoint());
        }
    }
}
