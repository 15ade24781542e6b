// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.election4j.OverrunPolicy;
import org.election4j.Takeover;
import org.election4j.spring.autoconfigure.ElectionProperties.Election;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.json.JsonParserFactory;

class ElectionPropertiesTest {

    private static ElectionProperties bind(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String pair : pairs) {
            String[] parts = pair.split("=", 2);
            map.put(parts[0], parts[1]);
        }
        return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("election", ElectionProperties.class);
    }

    @Test
    void nothing_set_means_the_defaults() {
        ElectionProperties properties = bind();
        assertThat(properties.lease()).isNull();
        assertThat(properties.takeover()).isEqualTo(Takeover.OBSERVED);
        assertThat(properties.onOverrun()).isEqualTo(OverrunPolicy.LOG);
        assertThat(properties.autoStart()).isTrue();
        assertThat(properties.failFast()).isFalse();
        assertThat(properties.phase()).isEqualTo(Integer.MAX_VALUE);
        assertThat(properties.elections()).isEmpty();
        assertThat(properties.postgres().createTables()).isTrue();
    }

    @Test
    void elections_are_a_list_of_names() {
        assertThat(bind("election.elections=nightly-billing, reports").elections())
                .containsExactly(Election.of("nightly-billing"), Election.of("reports"));
    }

    @Test
    void an_election_may_have_settings_beside_others_that_have_none() {
        assertThat(bind(
                                "election.elections[0]=Nightly Billing",
                                "election.elections[1].name=reports",
                                "election.elections[1].drain-limit=30s",
                                "election.elections[1].on-overrun=halt")
                        .elections())
                .containsExactly(
                        Election.of("Nightly Billing"),
                        new Election("reports", Duration.ofSeconds(30), OverrunPolicy.HALT));
    }

    @Test
    void duplicate_names_are_refused() {
        refuses("election.elections names 'a' twice", "election.elections=a,b,a");
    }

    @Test
    void values_that_make_no_sense_are_refused_with_the_value() {
        refuses("election.lease must be positive, but is PT0S", "election.lease=0s");
        refuses("election.drain-limit must be positive, but is PT-1S", "election.drain-limit=-1s");
        refuses(
                "election.max-lease (PT5S) must be at least election.lease (PT10S)",
                "election.lease=10s",
                "election.max-lease=5s");
        refuses("has no name", "election.elections[0].drain-limit=3s");
        refuses("must not contain control characters", "election.elections[0].name=a\u0007b");
        refuses("election.postgres.url is not", "election.postgres.password=s3cr3t");
    }

    private static void refuses(String message, String... pairs) {
        assertThatThrownBy(() -> bind(pairs))
                .rootCause()
                .hasMessageContaining(message)
                .hasMessageNotContaining("s3cr3t");
    }

    // ---- metadata --------------------------------------------------------------------------------------------------

    private static List<Map<String, Object>> metadata() {
        String resource = "/META-INF/spring-configuration-metadata.json";
        try (InputStream in = ElectionProperties.class.getResourceAsStream(resource)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Map<String, Object>> properties = new ArrayList<>();
            for (Object each :
                    (List<?>) JsonParserFactory.getJsonParser().parseMap(json).get("properties")) {
                Map<String, Object> property = new LinkedHashMap<>();
                ((Map<?, ?>) each).forEach((key, value) -> property.put(String.valueOf(key), value));
                properties.add(property);
            }
            return properties;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ides_find_every_property_with_a_description() {
        List<Map<String, Object>> metadata = metadata();
        assertThat(metadata)
                .extracting(property -> property.get("name"))
                .contains(
                        "election.elections",
                        "election.store",
                        "election.lease",
                        "election.fail-fast",
                        "election.timing.renew-interval",
                        "election.postgres.table-prefix",
                        "election.redis.replicas",
                        "election.s3.bucket");
        assertThat(metadata)
                .allSatisfy(property -> assertThat(String.valueOf(property.get("description")))
                        .as("description of %s", property.get("name"))
                        .endsWith(".")
                        .hasSizeGreaterThan(20));
    }

    @Test
    void defaults_in_the_metadata_are_the_defaults() {
        Map<Object, Object> defaults = new LinkedHashMap<>();
        metadata().forEach(property -> defaults.put(property.get("name"), property.get("defaultValue")));
        assertThat(defaults)
                .containsEntry("election.redis.namespace", "election4j")
                .containsEntry("election.zookeeper.path", "/election4j")
                .containsEntry("election.takeover", "observed")
                .containsEntry("election.auto-start", true)
                .containsEntry("election.postgres.table-prefix", "election");
        assertThat(String.valueOf(defaults.get("election.on-overrun")).toUpperCase(Locale.ROOT))
                .isEqualTo(OverrunPolicy.LOG.name());
    }
}
