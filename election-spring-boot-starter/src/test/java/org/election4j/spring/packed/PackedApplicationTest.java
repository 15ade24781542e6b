// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

/** The application as its operator starts it: packed by Boot, or compiled ahead of time, and ended by a signal. */
@Timeout(240)
class PackedApplicationTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final List<String> SETTINGS = List.of(
            "--spring.main.banner-mode=off",
            "--spring.main.web-application-type=none",
            "--logging.pattern.console=%d{HH:mm:ss.SSS} %-5level %logger{0} : %msg%n",
            "--election.store=memory",
            "--election.id=billing-1",
            "--election.lease=2s",
            "--election.elections=billing");

    @TempDir
    Path folder;

    private static OwnProcess start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(SETTINGS);
        return OwnProcess.java(all.toArray(new String[0]));
    }

    private static void awaitLine(OwnProcess process, String text) {
        await().atMost(LONG).until(() -> process.output().contains(text) || !process.isAlive());
        assertThat(process.output()).contains(text);
    }

    @Test
    void a_packed_application_that_gets_a_signal_logs_to_its_last_line_and_warns_of_nothing() throws Exception {
        Path jar = folder.resolve("application.jar");
        FatJar.pack(jar, PackedApplication.class);
        try (OwnProcess process = start("-jar", jar.toString())) {
            awaitLine(process, "the job of billing begins");
            awaitLine(process, "a tick ran");
            process.terminate();
            assertThat(process.end()).isEqualTo(143);
            String log = process.output();
            Files.writeString(Path.of("target", "packed-shutdown.log"), log + "\n");
            assertThat(log)
                    .containsSubsequence(
                            "INFO  election4j : election=billing candidate=billing-1 term=",
                            " leads\n",
                            "INFO  election4j : election=billing candidate=billing-1 term=",
                            " stops leading: CLOSED\n",
                            "INFO  election4j : election=billing candidate=billing-1 term=",
                            " gave the leadership up")
                    .doesNotContain(" WARN ", " ERROR ", "Exception");
            assertThat(log.lines().filter(line -> line.contains("gave the leadership up")))
                    .as("each line once")
                    .hasSize(1);
        }
    }

    @Test
    void an_application_that_was_processed_ahead_of_time_leads() throws Exception {
        String classPath =
                OwnProcess.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Path sources = folder.resolve("sources");
        Path resources = folder.resolve("resources");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> processing = new ArrayList<>(List.of(
                "-cp",
                classPath,
                SpringApplicationAotProcessor.class.getName(),
                PackedApplication.class.getName(),
                sources.toString(),
                resources.toString(),
                classes.toString(),
                "org.election4j",
                "packed"));
        processing.addAll(SETTINGS);
        try (OwnProcess process = OwnProcess.java(processing.toArray(new String[0]))) {
            assertThat(process.end()).as(process.output()).isZero();
        }
        compile(sources, classes, classPath);
        String all = classes + File.pathSeparator + resources + File.pathSeparator + classPath;
        try (OwnProcess process = start("-Dspring.aot.enabled=true", "-cp", all, PackedApplication.class.getName())) {
            awaitLine(process, "AOT-processed");
            awaitLine(process, "the job of billing begins");
            awaitLine(process, "a tick ran");
            process.terminate();
            assertThat(process.end()).isEqualTo(143);
        }
    }

    private static void compile(Path sources, Path classes, String classPath) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments = new ArrayList<>(List.of(
                "-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classes + File.pathSeparator + classPath));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(arguments::add);
        }
        assertThat(arguments).as("generated sources").anyMatch(each -> each.contains("ElectionAutoConfiguration__"));
        assertThat(compiler.run(null, null, null, arguments.toArray(new String[0])))
                .isZero();
    }
}
