// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An application that has added election-redis to spring-boot-starter-data-redis, with the Jedis that its line of Boot manages. */
class ManagedJedisTest {

    private static final Pattern OF_BOOT =
            Pattern.compile("(spring-boot-(data-redis|persistence|transaction)|spring-data-.*|spring-tx"
                    + "|spring-oxm|spring-context-support|lettuce-core|netty-.*|reactor-core|reactive-streams|redis-authx-core"
                    + "|commons-pool2|gson|json)-[0-9].*\\.jar");

    /** The build copies it there. */
    private static Path managed() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target", "managed-jedis"))) {
            List<Path> found = jars.toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    @Test
    void it_does_not_start_and_is_told_what_to_set() throws Exception {
        List<Path> classPath = new ArrayList<>(OwnProcess.classPath(OF_BOOT));
        classPath.add(managed());
        String all = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        try (OwnProcess process = OwnProcess.java(
                "-cp",
                all,
                PackedApplication.class.getName(),
                "--spring.main.web-application-type=none",
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=1",
                "--election.elections=billing",
                "--election.store=redis")) {
            assertThat(process.end()).as(process.output()).isEqualTo(1);
            assertThat(process.output())
                    .contains("APPLICATION FAILED TO START", "Jedis on the class path is older than 8")
                    .contains("set the property jedis.version to 8.0.2 in your build")
                    .doesNotContain("NoClassDefFoundError");
        }
    }
}
