// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.election4j.Leadership;
import org.election4j.s3.S3Fence;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Writes two objects anew with a line more. A bucket cannot append. */
final class S3Witness implements Witness {

    private final S3Client client;
    private final String candidate;
    private final S3Fence fence;

    S3Witness(S3Client client, String candidate) {
        this.client = client;
        this.candidate = candidate;
        this.fence = new S3Fence(client);
    }

    @Override
    public void appendUnfenced(Leadership leadership) throws IOException {
        try {
            String next = S3Ledger.append(S3Ledger.read(client, S3Ledger.UNFENCED), "no stamp", row(leadership));
            var unused = client.putObject(
                    request -> request.bucket(S3DemoStore.BUCKET).key(S3Ledger.UNFENCED), RequestBody.fromString(next));
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void appendFenced(Leadership leadership) throws IOException {
        try {
            fence.update(leadership, S3DemoStore.BUCKET, S3Ledger.FENCED, (current, stamp) -> {
                String content = current == null ? "" : new String(current, StandardCharsets.UTF_8);
                return S3Ledger.append(content, stamp, row(leadership)).getBytes(StandardCharsets.UTF_8);
            });
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    private String row(Leadership leadership) {
        return leadership.term() + " " + candidate;
    }

    @Override
    public void disconnect() {
        // The client connects anew by itself.
    }
}
