// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.election4j.spring.OncePerTick;
import org.election4j.spring.Ticks;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.election4j.spring.test.TestElections;
import org.election4j.testkit.InMemoryTickStore;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** The page of the ticks, over HTTP. */
class TicksEndpointTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
            })
    @AutoConfigureTestElections
    @EnableScheduling
    static class Application {

        final AtomicInteger runs = new AtomicInteger();

        @Scheduled(cron = "0 0 0 1 1 *", zone = "UTC")
        @OncePerTick(value = "billing", job = "new-year")
        void run() {
            if (runs.incrementAndGet() > 1) {
                throw new IllegalStateException("no paper");
            }
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }
    }

    private static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .logStartupInfo(false)
                .properties(
                        "server.port=0",
                        "spring.main.banner-mode=off",
                        "logging.level.root=error",
                        "logging.level.org.election4j=off",
                        "management.endpoints.web.exposure.include=*",
                        "election.elections=billing")
                .properties(properties)
                .run();
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext context, String path) {
        return send(context, path, HttpRequest.newBuilder());
    }

    private static HttpResponse<String> post(ConfigurableApplicationContext context, String job, String action) {
        String body = "{\"action\": \"" + action + "\"}";
        return send(context, "/" + job, HttpRequest.newBuilder().POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(
            ConfigurableApplicationContext context, String path, HttpRequest.Builder request) {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        request.uri(URI.create("http://localhost:" + port + "/actuator/ticks" + path))
                .header("Content-Type", "application/json");
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void the_page_shows_ticks_and_lets_people_pause_resume_and_run_jobs() {
        try (ConfigurableApplicationContext context = start("management.endpoint.ticks.access=unrestricted")) {
            assertThat(get(context, "").body())
                    .contains(
                            "\"job\":\"new-year\"",
                            "\"election\":\"billing\"",
                            "-01-01T00:00:00Z",
                            "\"running\":false");
            assertThat(post(context, "new-year", "run").body()).contains("\"SKIPPED\"", "\"NOT_LEADING\"");

            context.getBean(TestElections.class).grant();
            assertThat(post(context, "new-year", "run").body()).contains("\"RAN\"");
            assertThat(get(context, "/new-year").body())
                    .contains("\"state\":\"FINISHED\"", "\"candidate\":\"scripted\"", "\"attempt\":1");
            assertThat(post(context, "new-year", "run").body()).contains("\"FAILED\"", "no paper");

            assertThat(post(context, "new-year", "pause").body()).contains("\"PAUSED\"");
            assertThat(get(context, "/new-year").body()).contains("\"by\":\"scripted\"", "\"since\":\"");
            assertThat(context.getBean(Ticks.class).job("new-year").status().pause())
                    .isNotNull();
            assertThat(post(context, "new-year", "resume").body()).contains("\"RESUMED\"");
            assertThat(context.getBean(Ticks.class).job("new-year").status().pause())
                    .isNull();

            assertThat(post(context, "new-year", "stop").statusCode()).isEqualTo(400);
            assertThat(post(context, "nonsense", "pause").statusCode()).isEqualTo(400);
            assertThat(get(context, "/nonsense").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void nothing_can_be_done_to_a_job_until_it_is_allowed() {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(post(context, "new-year", "pause").statusCode()).isEqualTo(405);
            assertThat(context.getBean(Ticks.class).job("new-year").status().pause())
                    .isNull();
        }
    }

    @Test
    void a_store_that_does_not_answer_is_told_and_the_page_is_shown_all_the_same() {
        try (ConfigurableApplicationContext context = start("management.endpoint.ticks.access=unrestricted")) {
            context.getBean(InMemoryTickStore.class).outage(true);
            HttpResponse<String> page = get(context, "");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("\"error\":\"cannot read job 'new-year'");
            assertThat(post(context, "new-year", "pause").body()).contains("\"STORE_FAILED\"", "cannot pause job");
        }
    }
}
