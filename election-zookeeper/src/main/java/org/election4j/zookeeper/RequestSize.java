// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.BinaryOutputArchive;
import org.apache.zookeeper.MultiOperationRecord;
import org.apache.zookeeper.Op;

/**
 * How large a transaction is on its way to the server. A server answers one that is too large by closing the connection, on
 * which everybody else's requests are, heartbeats too; so it is looked at before it is sent.
 */
final class RequestSize {

    /** What servers accept by default; the property {@code jute.maxbuffer} of this JVM stands for those of the servers. */
    static final int MOST = BinaryInputArchive.maxBuffer;

    private static final int HEADER = 8;

    private RequestSize() {}

    /** The chroot is put before each path by the client. */
    static void requireAccepted(List<Op> ops, String chroot) {
        long bytes = HEADER + serialized(ops) + (long) ops.size() * chroot.length();
        if (bytes > MOST) {
            throw new IllegalArgumentException("a fenced transaction can have " + MOST + " bytes at most, but has "
                    + bytes + "; nothing was sent. Split it, or raise jute.maxbuffer on all servers and clients");
        }
    }

    private static long serialized(List<Op> ops) {
        Count count = new Count();
        try {
            new MultiOperationRecord(ops).serialize(BinaryOutputArchive.getArchive(count), "request");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count.bytes;
    }

    private static final class Count extends OutputStream {

        private long bytes;

        @Override
        public void write(int octet) {
            bytes++;
        }

        @Override
        public void write(byte[] octets, int from, int length) {
            bytes += length;
        }
    }
}
