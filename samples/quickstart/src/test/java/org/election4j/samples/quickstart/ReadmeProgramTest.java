// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.jobs.Jobs;
import org.election4j.postgres.PostgresFence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program of the README as its reader runs it: taken from the page as it is, with the imports it has there, with nothing on the
 * class path but what {@code election-postgres} brings along, in a process of its own that ends on SIGTERM. And the fragments on
 * Postgres, on a real one.
 */
@Timeout(300)
class ReadmeProgramTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    /** A block that begins with its imports is a whole file. */
    private static final Pattern PROGRAM =
            Pattern.compile("```java\n(import .*?public class (\\w+) .*?)```", Pattern.DOTALL);

    private static final Pattern BROUGHT_ALONG =
            Pattern.compile(".*(election-(api|postgres)|/postgresql-[0-9.]+jar|/jspecify-).*");

    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException {
        // Without these it loses acknowledged commits in a crash, and the store refuses it.
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    private static Path program(Path folder) throws IOException {
        Matcher program = PROGRAM.matcher(Files.readString(Path.of("../../README.md")));
        assertThat(program.find()).as("a complete program in the README").isTrue();
        return Files.writeString(folder.resolve(program.group(2) + ".java"), program.group(1));
    }

    /** A process and the lines that it prints. */
    private record Running(Process process, List<String> lines) {

        static Running java(Path source, String argument) throws IOException {
            String classPath = Arrays.stream(
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                    .split(System.getProperty("path.separator")))
                    .filter(entry -> BROUGHT_ALONG.matcher(entry).matches())
                    .collect(Collectors.joining(System.getProperty("path.separator")));
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            Process process = new ProcessBuilder(java.toString(), "-cp", classPath, source.toString(), argument)
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = new CopyOnWriteArrayList<>();
            Thread reader = new Thread(() -> read(process, lines), "output of " + process.pid());
            reader.setDaemon(true);
            reader.start();
            return new Running(process, lines);
        }

        private static void read(Process process, List<String> lines) {
            try (BufferedReader output = process.inputReader()) {
                output.lines().forEach(lines::add);
            } catch (IOException | RuntimeException e) {
                lines.add("(the output could not be read: " + e + ")");
            }
        }

        void awaitLine(String text) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(lines).as("what it printed").anyMatch(line -> line.contains(text)));
        }
    }

    @Test
    void the_program_leads_goes_on_and_hands_over_on_sigterm(@TempDir Path folder) throws Exception {
        Path source = program(folder);
        String url = server.getJdbcUrl("postgres", "postgres");
        Running first = Running.java(source, url);
        try {
            first.awaitLine("leading, term ");
            Running second = Running.java(source, url);
            try {
                second.awaitLine("follows");
                assertThat(first.process().isAlive())
                        .as("nothing but the elector keeps it alive")
                        .isTrue();
                // SIGTERM; Process.destroy() would close its output as well.
                first.process().toHandle().destroy();
                second.awaitLine("leading, term ");
                assertThat(first.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(first.process().exitValue()).as("SIGTERM").isEqualTo(143);
                first.awaitLine("gave the leadership up");
            } finally {
                second.process().destroyForcibly();
            }
        } finally {
            first.process().destroyForcibly();
        }
    }

    private static long count(String query) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void the_fragments_bill_book_and_report_on_postgres() throws Exception {
        DataSource dataSource = server.getPostgresDatabase();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bill (id BIGINT PRIMARY KEY, sent BOOLEAN NOT NULL)");
            statement.execute("INSERT INTO bill VALUES (1, false), (2, false)");
        }
        ConcurrentLinkedQueue<Long> unsent = new ConcurrentLinkedQueue<>(List.of(1L, 2L));
        NightlyBilling billing = new NightlyBilling(dataSource, () -> {
            Long id = unsent.poll();
            if (id == null) {
                new CountDownLatch(1).await();
            }
            return id == null ? 0 : id;
        });
        billing.createTables();
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch cleaned = new CountDownLatch(1);
        try (LeaderElector elector = billing.start()) {
            await().atMost(LONG).until(() -> count("SELECT count(*) FROM bill WHERE sent") == 2);
            // A task of the scheduler runs at once here, because this process leads.
            Jobs jobs = new NightlyReport(elector, (tick, term) -> {}).start(dataSource, executor, cleaned::countDown);
            assertThat(cleaned.await(60, TimeUnit.SECONDS)).isTrue();
            jobs.close();
            Leadership leadership = elector.leadership().orElseThrow();
            try (Connection connection = dataSource.getConnection()) {
                NightlyBilling.book(connection, new PostgresFence(), leadership, open -> {
                    try (Statement statement = open.createStatement()) {
                        statement.execute("INSERT INTO bill VALUES (3, true)");
                    }
                });
            }
            assertThat(count("SELECT count(*) FROM bill WHERE sent")).isEqualTo(3);
        } finally {
            executor.shutdownNow();
        }
    }
}
