// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.election4j.LossReason;
import org.election4j.spring.Elections;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.election4j.spring.test.TestElections;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** The endpoints over HTTP, behind Spring Security. */
class ElectionEndpointsTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
            })
    @AutoConfigureTestElections
    static class Application {

        /** Everything needs a login but the probe, as the documentation says; no browser, so no CSRF. */
        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/leader/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .httpBasic(Customizer.withDefaults())
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
                        "spring.security.user.name=operator",
                        "spring.security.user.password=s3cr3t",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.health.show-details=always",
                        "election.elections=billing,reports")
                .properties(properties)
                .run();
    }

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static HttpResponse<String> call(
            ConfigurableApplicationContext context, String method, String path, boolean login) {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofString("{}")
                                : HttpRequest.BodyPublishers.noBody());
        if (login) {
            byte[] credentials = "operator:s3cr3t".getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonParserFactory.getJsonParser().parseMap(response.body());
    }

    @Test
    void it_says_who_leads_and_why_a_leadership_ended() {
        try (ConfigurableApplicationContext context = start()) {
            TestElections elections = context.getBean(TestElections.class);
            elections.grant("billing");
            elections.take("billing", LossReason.SESSION_REVOKED);
            long term = elections.grant("billing").term();

            Map<String, Object> billing = json(call(context, "GET", "/actuator/elections/billing", true));
            assertThat(billing)
                    .containsEntry("election", "billing")
                    .containsEntry("state", "LEADING")
                    .containsEntry("leading", true)
                    .containsEntry("candidate", "scripted");
            assertThat(billing.get("term")).hasToString(Long.toString(term));
            assertThat(billing.get("leader").toString()).contains("scripted", "since");
            assertThat(billing.get("losses").toString()).contains("SESSION_REVOKED", "STORE_UNREACHABLE");
            assertThat(billing).containsKeys("validityLeftMillis", "candidates", "nextStep");

            String all = call(context, "GET", "/actuator/elections", true).body();
            assertThat(all).contains("\"billing\"", "\"reports\"", "FOLLOWING");
            assertThat(call(context, "GET", "/actuator/elections/nonsense", true)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void without_a_login_nothing_can_be_read_or_done() {
        try (ConfigurableApplicationContext context = start("management.endpoint.elections.access=unrestricted")) {
            context.getBean(TestElections.class).grant("billing");
            assertThat(call(context, "GET", "/actuator/elections", false).statusCode())
                    .isEqualTo(401);
            assertThat(call(context, "POST", "/actuator/elections/billing", false)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(context.getBean(Elections.class).elector("billing").isLeader())
                    .isTrue();
        }
    }

    @Test
    void resigning_is_refused_until_it_is_allowed() {
        try (ConfigurableApplicationContext context = start()) {
            context.getBean(TestElections.class).grant("billing");
            assertThat(call(context, "POST", "/actuator/elections/billing", true)
                            .statusCode())
                    .isEqualTo(405);
            assertThat(context.getBean(Elections.class).elector("billing").isLeader())
                    .isTrue();
        }
        try (ConfigurableApplicationContext context = start("management.endpoint.elections.access=unrestricted")) {
            context.getBean(TestElections.class).grant("billing");
            assertThat(json(call(context, "POST", "/actuator/elections/billing", true)))
                    .containsEntry("outcome", "RELEASED");
            assertThat(context.getBean(Elections.class).elector("billing").isLeader())
                    .isFalse();
            assertThat(json(call(context, "POST", "/actuator/elections/billing", true)))
                    .containsEntry("outcome", "NOT_LEADING");
            // Not 204, which is what actuator makes of "no result": a mistyped name is no success.
            HttpResponse<String> mistyped = call(context, "POST", "/actuator/elections/nonsense", true);
            assertThat(mistyped.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void a_load_balancer_finds_the_leader() {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(call(context, "GET", "/actuator/leader/billing", false).statusCode())
                    .isEqualTo(503);
            context.getBean(TestElections.class).grant("billing");
            assertThat(call(context, "GET", "/actuator/leader/billing", false).statusCode())
                    .isEqualTo(200);
            assertThat(call(context, "GET", "/actuator/leader/nonsense", false).statusCode())
                    .isEqualTo(404);
            // There are two elections: which is meant?
            assertThat(call(context, "GET", "/actuator/leader", false).statusCode())
                    .isEqualTo(404);
        }
        try (ConfigurableApplicationContext context = start(
                "election.elections=billing",
                "management.endpoints.web.base-path=/",
                "management.endpoints.web.path-mapping.leader=leader")) {
            assertThat(call(context, "GET", "/leader", true).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void health_is_up_whoever_leads() {
        try (ConfigurableApplicationContext context = start()) {
            String health =
                    call(context, "GET", "/actuator/health/election", true).body();
            assertThat(health).contains("\"status\":\"UP\"", "\"leading\":false");
            context.getBean(TestElections.class).grant("billing");
            assertThat(call(context, "GET", "/actuator/health/election", true).body())
                    .contains("\"status\":\"UP\"", "\"leading\":true");
        }
    }

    @Test
    void health_can_be_switched_off() {
        try (ConfigurableApplicationContext context = start("management.health.election.enabled=false")) {
            assertThat(call(context, "GET", "/actuator/health/election", true).statusCode())
                    .isEqualTo(404);
        }
    }
}
