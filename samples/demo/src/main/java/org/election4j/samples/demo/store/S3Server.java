// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import org.election4j.s3.emulator.Emulator;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 emulator, made atomic, in a JVM of its own that ends with this one. It keeps its data in a directory of its own. */
final class S3Server implements DemoServer {

    private final Emulator emulator;
    private final S3Client client;

    private S3Server(Emulator emulator, S3Client client) {
        this.emulator = emulator;
        this.client = client;
    }

    static S3Server start() {
        Emulator emulator = Emulator.start(S3DemoStore.BUCKET);
        return new S3Server(emulator, S3DemoStore.client(emulator.endpoint().getAuthority()));
    }

    @Override
    public int port() {
        return emulator.endpoint().getPort();
    }

    @Override
    public Ledger ledger() {
        return new S3Ledger(client);
    }

    @Override
    public void close() {
        client.close();
        emulator.close();
    }
}
