// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script that a reader of the README starts first. */
@Timeout(60)
class DemoScriptTest {

    @Test
    void help_is_printed_without_a_build(@TempDir Path folder) throws Exception {
        Path maven = Files.writeString(folder.resolve("mvn"), "#!/bin/sh\necho built\nexit 1\n");
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder script = new ProcessBuilder("sh", "../../demo", "--help").redirectErrorStream(true);
        script.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        Process process = script.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(printed)
                .isEqualTo(Files.readString(Path.of("src/main/resources/org/election4j/samples/demo/usage.txt")))
                .contains("--store");
    }
}
