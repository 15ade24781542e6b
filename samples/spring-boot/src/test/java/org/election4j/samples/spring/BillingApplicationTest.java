// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.election4j.spring.Elections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Two instances on a real server, and their page in a real browser where there is one. */
class BillingApplicationTest {

    /** The first election of the new namespace takes 15 s, and everything else a lease or two. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startServer() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        postgres.close();
    }

    private static ConfigurableApplicationContext start(String id) {
        return new SpringApplicationBuilder(BillingApplication.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=error",
                        "--logging.level.org.election4j=off",
                        "--election.id=" + id,
                        "--election.address=http://localhost/" + id,
                        "--election.lease=2s",
                        "--billing.cron=* * * * * *",
                        "--spring.datasource.url=jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                        "--spring.datasource.username=postgres");
    }

    private static boolean leads(ConfigurableApplicationContext context) {
        return context.getBean(Elections.class).elector("nightly-billing").isLeader();
    }

    private static String url(ConfigurableApplicationContext context) {
        return "http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    private static long bills() {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM bill")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            // The first bill makes the table.
            return 0;
        }
    }

    @Test
    void one_instance_bills_and_its_probe_says_so() throws Exception {
        try (ConfigurableApplicationContext first = start("first")) {
            await().atMost(LONG).until(() -> leads(first));
            await().atMost(LONG).until(() -> bills() > 0);
            assertThat(get(url(first) + "/actuator/leader").statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void while_nobody_leads_the_page_is_told_since_when_and_why() throws Exception {
        Instant before = Instant.now();
        try (ConfigurableApplicationContext alone = start("alone")) {
            await().atMost(LONG).until(() -> leads(alone));
            Elections elections = alone.getBean(Elections.class);
            elections.elector("nightly-billing").resign(Duration.ofMinutes(10));
            await().atMost(LONG).untilAsserted(() -> {
                Snapshot.Election shown = Snapshot.of(elections, alone.getBean(Timeline.class), 2_000)
                        .elections()
                        .get(0);
                assertThat(shown.leader()).isNull();
                assertThat(shown.absence()).isNotNull();
                assertThat(shown.absence().cause()).isEqualTo("this instance stopped leading, RESIGNED");
                assertThat(shown.absence().since()).isAfter(before);
            });
            assertThat(get(url(alone) + "/status.js").body())
                    .contains("'Nobody leads, for ' + ago(election.absence.since", "election.absence.cause");
        }
    }

    @Test
    void the_page_shows_the_leader_and_changes_without_a_reload(@TempDir Path profile) throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium in /usr/bin, so the page is not looked at");
        ConfigurableApplicationContext first = start("first");
        await().atMost(LONG).until(() -> leads(first));
        try (ConfigurableApplicationContext second = start("second");
                Browser browser = Browser.open(chromium.get(), profile)) {
            browser.go(url(second));
            String leader = "document.querySelector('.leader-name')?.textContent";
            await().atMost(LONG).until(() -> browser.evaluate(leader).equals("first"));
            browser.evaluate("window.notReloaded = 'yes'");
            await().atMost(LONG)
                    .until(() -> browser.evaluate("document.querySelectorAll('.candidates li').length")
                            .startsWith("2"));

            first.close();

            await().atMost(LONG).until(() -> browser.evaluate(leader).equals("second"));
            assertThat(browser.evaluate("window.notReloaded")).isEqualTo("yes");
            assertThat(browser.evaluate("document.querySelector('.state').textContent"))
                    .isEqualTo("this one leads");
            assertThat(browser.evaluate("document.querySelector('.timeline').textContent"))
                    .contains("second leads");
            browser.screenshot(Path.of("target", "status-light.png"), 900, 900, "light");
            browser.screenshot(Path.of("target", "status-dark.png"), 900, 900, "dark");
            browser.screenshot(Path.of("target", "status-phone.png"), 375, 900, "light");
            // On a phone nothing sticks out to the side.
            assertThat(browser.evaluate("document.documentElement.scrollWidth <= 375"))
                    .isEqualTo("true");
        } finally {
            first.close();
        }
    }
}
