// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The server has to give what was written, under the etag it was given: the store believes the etag of what it reads. */
class ServerReadsTest {

    private static final int WRITES = 300;
    private static final int READERS = 3;

    private final String key = "test/" + UUID.randomUUID() + "/read";
    private final Map<String, String> written = new ConcurrentHashMap<>();
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void what_is_read_was_written_under_the_etag_it_comes_with() throws Exception {
        try (S3Client client = TestServer.client()) {
            write(client, 0);
            List<Callable<Integer>> all = new ArrayList<>();
            all.add(() -> writeAll(client));
            for (int i = 0; i < READERS; i++) {
                all.add(() -> readAll(client));
            }
            run(all);
        }
        assertThat(seen)
                .hasSizeGreaterThan(WRITES / 20)
                .allSatisfy((etag, body) -> assertThat(body).isEqualTo(written.get(etag)));
    }

    private static void run(List<Callable<Integer>> all) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            for (Future<Integer> done : threads.invokeAll(all)) {
                assertThat(done.get()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private int writeAll(S3Client client) {
        try {
            for (int i = 1; i < WRITES; i++) {
                write(client, i);
            }
            return WRITES;
        } finally {
            over.set(true);
        }
    }

    private int readAll(S3Client client) {
        int reads = 0;
        while (!over.get()) {
            ResponseBytes<GetObjectResponse> read =
                    client.getObjectAsBytes(get -> get.bucket(TestServer.BUCKET).key(key));
            String before = seen.put(read.response().eTag(), read.asUtf8String());
            assertThat(before).as("read before under the same etag").isIn(null, read.asUtf8String());
            reads++;
        }
        return reads;
    }

    /** Each is a line longer or shorter than the one before. */
    private void write(S3Client client, int number) {
        String body = ("line of version " + number + "\n").repeat(1 + number % 7);
        String etag = client.putObject(put -> put.bucket(TestServer.BUCKET).key(key), RequestBody.fromString(body))
                .eTag();
        written.put(etag, body);
    }
}
