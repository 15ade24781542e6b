// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The ledger as two objects, a line per row: {@code <term> <candidate>}. The first line is whatever the fence wants. */
final class S3Ledger implements Ledger {

    static final String UNFENCED = "ledger/unfenced";
    static final String FENCED = "ledger/fenced";

    private final S3Client client;

    S3Ledger(S3Client client) {
        this.client = client;
    }

    /** An object's content with another first line and one row more. */
    static String append(String content, String firstLine, String row) {
        int rows = content.indexOf('\n');
        return firstLine + (rows < 0 ? "\n" : content.substring(rows)) + row + "\n";
    }

    /** What an object holds; nothing if there is none. */
    static String read(S3Client client, String key) {
        try {
            return client.getObjectAsBytes(
                            request -> request.bucket(S3DemoStore.BUCKET).key(key))
                    .asString(StandardCharsets.UTF_8);
        } catch (NoSuchKeyException e) {
            return "";
        }
    }

    @Override
    public Counts count() throws IOException {
        try {
            return Ledger.count(rows(UNFENCED), rows(FENCED));
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    private List<Row> rows(String key) {
        List<Row> rows = new ArrayList<>();
        for (String line : read(client, key).lines().skip(1).toList()) {
            int space = line.indexOf(' ');
            rows.add(new Row(rows.size() + 1L, Long.parseLong(line.substring(0, space)), line.substring(space + 1)));
        }
        return rows;
    }
}
