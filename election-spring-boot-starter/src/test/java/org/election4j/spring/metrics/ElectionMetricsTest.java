// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.election4j.Heartbeat;
import org.election4j.LossReason;
import org.election4j.spring.Elections;
import org.election4j.spring.OnLeader;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.election4j.spring.test.TestElections;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ElectionMetricsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ElectionAutoConfiguration.class, ElectionMetricsAutoConfiguration.class))
            .withUserConfiguration(Scripted.class)
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(Job.class)
            .withPropertyValues("election.elections=billing,reports");

    @AutoConfigureTestElections
    static class Scripted {}

    static class Job {
        @OnLeader("billing")
        public void run() {}
    }

    private void measure(BiConsumer<TestElections, MeterRegistry> test) {
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            context.getBean(Job.class).run();
            test.accept(context.getBean(TestElections.class), context.getBean(MeterRegistry.class));
        });
    }

    private static double gauge(MeterRegistry registry, String meter) {
        return registry.get(meter).tag("election", "billing").gauge().value();
    }

    @Test
    void leading_is_a_gauge() {
        measure((elections, registry) -> {
            assertThat(gauge(registry, ElectionMeters.LEADING)).isZero();
            assertThat(gauge(registry, ElectionMeters.LEADER_SEEN)).isZero();
            elections.grant("billing");
            assertThat(gauge(registry, ElectionMeters.LEADING)).isEqualTo(1);
            assertThat(gauge(registry, ElectionMeters.LEADER_SEEN)).isEqualTo(1);
            assertThat(registry.get(ElectionMeters.VALIDITY)
                            .tag("election", "billing")
                            .timeGauge()
                            .value(TimeUnit.SECONDS))
                    .isPositive();
        });
    }

    @Test
    void changes_losses_drains_and_times_without_a_leader_are_counted() {
        measure((elections, registry) -> {
            elections.grant("billing");
            elections.take("billing", LossReason.SESSION_REVOKED);
            assertThat(registry.get(ElectionMeters.CHANGES)
                            .tag("election", "billing")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get(ElectionMeters.LOSSES)
                            .tags("election", "billing", "reason", "session_revoked", "cause", "store_unreachable")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get(ElectionMeters.DRAIN)
                            .tag("election", "billing")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get(ElectionMeters.LEADERLESS)
                            .tag("election", "billing")
                            .timer()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void calls_are_counted_by_what_became_of_them() {
        measure((elections, registry) -> assertThat(registry.get(ElectionMeters.CALLS)
                        .tags("election", "billing", "outcome", "skipped")
                        .counter()
                        .count())
                .isEqualTo(1));
    }

    private static Heartbeat heartbeat(int number, String outcome) {
        return new Heartbeat(
                START.plusSeconds(number),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofMillis(700),
                outcome);
    }

    @Test
    void every_heartbeat_is_measured_once_with_its_share_of_the_margin() {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (HeartbeatSampler sampler = new HeartbeatSampler(
                registry,
                () -> {
                    throw new IllegalStateException("nothing to look at");
                },
                Duration.ofDays(1),
                Duration.ofSeconds(4))) {
            sampler.sample(List.of(heartbeat(1, "applied"), heartbeat(2, "unknown: connection refused")));
            sampler.sample(List.of(
                    heartbeat(2, "unknown: connection refused"), heartbeat(3, "applied"), heartbeat(4, "under way")));
            sampler.sample(List.of(heartbeat(3, "applied"), heartbeat(4, "applied")));
        }
        assertThat(registry.get(ElectionMeters.HEARTBEAT)
                        .tag("outcome", "applied")
                        .timer()
                        .count())
                .isEqualTo(3);
        assertThat(registry.get(ElectionMeters.HEARTBEAT)
                        .tag("outcome", "unknown")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get(ElectionMeters.HEARTBEAT_MARGIN).summary().mean())
                .isEqualTo(0.25);
    }

    @Test
    void tags_are_bounded() {
        measure((elections, registry) -> {
            for (int i = 0; i < 50; i++) {
                elections.grant("billing");
                elections.take("billing");
            }
            Set<String> tags = new TreeSet<>();
            for (Meter meter : registry.getMeters()) {
                meter.getId().getTags().stream().map(Tag::getKey).forEach(tags::add);
            }
            assertThat(tags).isSubsetOf("election", "outcome", "reason", "cause");
            assertThat(registry.getMeters()).hasSizeLessThan(30);
        });
    }

    @Test
    void without_a_registry_or_micrometer_the_elections_run_all_the_same() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(ElectionAutoConfiguration.class, ElectionMetricsAutoConfiguration.class))
                .withUserConfiguration(Scripted.class)
                .withPropertyValues("election.elections=billing")
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Elections.class));
    }

    // ---- what is said about them -----------------------------------------------------------------------------------

    private static final Path DOCS = Path.of("..", "docs");

    private static List<String> meters() {
        List<String> names = new ArrayList<>();
        for (Field field : ElectionMeters.class.getFields()) {
            try {
                String value = (String) field.get(null);
                if (Modifier.isStatic(field.getModifiers()) && value.contains(".")) {
                    names.add(value);
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return names;
    }

    @Test
    void the_table_in_the_documentation_has_the_meters_that_there_are() throws IOException {
        String page = Files.readString(DOCS.resolve("spring-boot.md"));
        for (String meter : meters()) {
            assertThat(page).contains("| `" + meter + "` |");
        }
        Matcher row = Pattern.compile(
                        "(?m)^\\| `(election\\.[a-z.]+)` \\| (?:time )?(?:gauge|counter|timer|summary) \\|")
                .matcher(page);
        assertThat(row.results().map(found -> found.group(1)))
                .as("rows of the table")
                .containsExactlyInAnyOrderElementsOf(meters());
    }

    @Test
    void the_dashboard_uses_meters_that_there_are() throws IOException {
        String dashboard = Files.readString(DOCS.resolve("grafana/election4j.json"));
        List<String> known =
                meters().stream().map(name -> name.replace('.', '_')).toList();
        Matcher used = Pattern.compile("election_[a-z_]+").matcher(dashboard);
        Set<String> seen = new TreeSet<>();
        while (used.find()) {
            String base = used.group()
                    .replaceFirst("_(seconds_count|seconds_sum|seconds_max|seconds|total|count|sum|max)$", "");
            assertThat(known).as("a meter behind %s", used.group()).contains(base);
            seen.add(base);
        }
        assertThat(seen).as("what the dashboard shows").containsAll(known);
    }
}
