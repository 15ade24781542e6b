// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every example of Java in the pages for users compiles. Those of the README and of migrating/ are run as well, by the samples. */
class DocsExamplesTest {

    private static final Path DOCS = Path.of("../docs");

    private static final Pattern JAVA = Pattern.compile("( *)```java\n(.*?)\n *```", Pattern.DOTALL);

    /** What the pages import without saying so. */
    private static final String IMPORTS = """
            import java.net.URI;
            import java.sql.*;
            import java.time.*;
            import java.util.*;
            import javax.sql.DataSource;
            import org.apache.curator.framework.CuratorFramework;
            import org.apache.zookeeper.ZooDefs.Perms;
            import org.apache.zookeeper.data.ACL;
            import org.apache.zookeeper.data.Id;
            import org.election4j.*;
            import org.election4j.jobs.*;
            import org.election4j.postgres.*;
            import org.election4j.redis.*;
            import org.election4j.resilience4j.*;
            import org.election4j.s3.*;
            import org.election4j.spi.*;
            import org.election4j.spring.*;
            import org.election4j.zookeeper.*;
            import redis.clients.jedis.*;
            import software.amazon.awssdk.services.s3.S3Client;
            """;

    /** What the reader has already: a name and its type, where it is not the same on every page. */
    private static final String HAS = """
            String url, user, password, report, line; byte[] plan; int id; long total;
            List<String> sentinelUrls, serverUrls;
            DataSource dataSource; java.sql.Connection connection; CuratorFramework curator; S3Client s3Client;
            Leadership leadership; LeaderElector elector; TickStore ticks; JobListener listener; Manifest manifest; Object entry;
            interface Manifest { Manifest plus(Object entry); byte[] toJson(String stamp); }
            void insertInvoices(java.sql.Connection c) {}
            """;

    /** An example as a class: each variable that a page declares again becomes another one. */
    private static String source(String block, String has) {
        StringBuilder body = new StringBuilder();
        Matcher store = Pattern.compile("LeaseStore store =").matcher(block);
        int count = 0;
        while (store.find()) {
            store.appendReplacement(body, "LeaseStore store" + (count == 0 ? "" : count) + " =");
            count++;
        }
        store.appendTail(body);
        return IMPORTS + "@SuppressWarnings(\"all\") class Example {\n" + HAS + has
                + "\nvoid example() throws Exception {\n" + body + "\n}\n}\n";
    }

    private static String errors(String source, Path output) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        StringWriter said = new StringWriter();
        boolean compiled = compiler.getTask(
                        said,
                        null,
                        null,
                        List.of("-d", output.toString(), "-cp", classPath, "-proc:none", "-nowarn"),
                        null,
                        List.of(file))
                .call();
        return compiled ? "" : said.toString();
    }

    private static List<String> blocks(String page) throws IOException {
        return JAVA.matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .map(match -> match.group(2).indent(-match.group(1).length()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stores/postgres.md  | PostgresOptions options;",
                "stores/redis.md     | RedisOptions options; RedisClient client;",
                "stores/zookeeper.md | ''",
                "stores/s3.md        | ''",
                "resilience.md       | ''",
                "jobs.md             | Jobs jobs; Report report2; interface Report { void write(Instant tick, long term); }",
            })
    void every_example_compiles(String page, String has, @TempDir Path output) throws IOException {
        List<String> blocks = blocks(page);
        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            String own = block.contains("PostgresOptions options =") || block.contains("Jobs jobs =") ? "" : has;
            assertThat(errors(source(block, own).replace("report.write", "report2.write"), output))
                    .as("%s:%n%s", page, block)
                    .isEmpty();
        }
    }

    @Test
    void an_example_that_does_not_compile_is_found(@TempDir Path output) {
        assertThat(errors(source("new PostgresLeaseStore(dataSource).noSuchMethod();", ""), output))
                .contains("noSuchMethod");
    }
}
