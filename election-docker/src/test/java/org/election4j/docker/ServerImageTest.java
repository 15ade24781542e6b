// SPDX-License-Identifier: Apache-2.0
package org.election4j.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ServerImageTest {

    private final Properties properties = new Properties();

    private ServerImage image() {
        return ServerImage.of(properties);
    }

    private void set(String name, String value) {
        properties.setProperty("election4j.docker." + name, value);
    }

    private void postgres() {
        set("image", "postgres:14");
        set("port", "5432");
        set("ready", "ready to accept connections");
        set("tells", "election4j.postgres.port={port}\n election4j.postgres.host={host}");
    }

    @Test
    void what_is_not_said_is_empty() {
        postgres();
        assertThat(image())
                .isEqualTo(new ServerImage(
                        "postgres:14",
                        5432,
                        Map.of(),
                        List.of(),
                        "ready to accept connections",
                        1,
                        Map.of("election4j.postgres.port", "{port}", "election4j.postgres.host", "{host}")));
    }

    @Test
    void environment_and_command_are_words() {
        postgres();
        set("environment", "A=1  B=x=y");
        set("command", "postgres -c max_connections=300");
        assertThat(image().environment()).containsExactly(Map.entry("A", "1"), Map.entry("B", "x=y"));
        assertThat(image().command()).containsExactly("postgres", "-c", "max_connections=300");
    }

    @Test
    void the_tests_are_told_where_it_is() {
        postgres();
        assertThat(image().told("10.0.0.1", 32768))
                .containsEntry("election4j.postgres.port", "32768")
                .containsEntry("election4j.postgres.host", "10.0.0.1");
    }

    @Test
    void what_is_missing_or_no_pair_is_named() {
        assertThatThrownBy(this::image).hasMessageContaining("election4j.docker.image is missing");
        postgres();
        set("environment", "A");
        assertThatThrownBy(this::image).hasMessageContaining("name=value, but found 'A'");
    }
}
