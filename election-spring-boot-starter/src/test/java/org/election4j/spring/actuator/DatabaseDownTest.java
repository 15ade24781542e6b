// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.election4j.spring.Elections;
import org.election4j.spring.TestServer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** A whole application on a database that is not there yet, as a load balancer or an orchestrator sees it. */
class DatabaseDownTest {

    /** Many leases: much more than any step takes, on a machine that does other things as well. */
    private static final Duration LONG = Duration.ofSeconds(40);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static ConfigurableApplicationContext start(int port) {
        return new SpringApplicationBuilder(Application.class)
                .logStartupInfo(false)
                .properties(
                        "server.port=0",
                        "spring.main.banner-mode=off",
                        "logging.level.root=off",
                        "management.endpoints.web.exposure.include=health,leader",
                        "management.endpoint.health.show-details=always",
                        "spring.datasource.url=" + TestServer.url(port),
                        "spring.datasource.username=" + TestServer.USER,
                        "spring.datasource.hikari.connection-timeout=1000",
                        "election.elections=billing",
                        "election.store=postgres",
                        "election.lease=2s")
                .run();
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext context, String path) {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void health_says_that_the_database_is_down_and_turns_up_with_it() throws IOException {
        int port = freePort();
        try (ConfigurableApplicationContext context = start(port)) {
            await().atMost(LONG).untilAsserted(() -> {
                HttpResponse<String> health = get(context, "/actuator/health/election");
                assertThat(health.body()).contains("\"DOWN\"", "lastError");
                assertThat(health.statusCode()).isEqualTo(503);
            });
            assertThat(get(context, "/actuator/leader").statusCode()).isEqualTo(503);
            try (EmbeddedPostgres server = TestServer.start(port)) {
                assertThat(server.getPort()).isEqualTo(port);
                await().atMost(LONG)
                        .until(() -> get(context, "/actuator/leader").statusCode() == 200);
                HttpResponse<String> health = get(context, "/actuator/health/election");
                assertThat(health.body()).contains("\"UP\"");
                assertThat(health.statusCode()).isEqualTo(200);
                assertThat(context.getBean(Elections.class).elector("billing").isLeader())
                        .isTrue();
                context.close();
            }
        }
    }
}
