// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.jspecify.annotations.Nullable;

/**
 * Where a namespace keeps its znodes.
 *
 * <pre>
 * /election4j/store                         the store record
 * /election4j/sessions/{incarnation}        a session record
 * /election4j/elections/{name, encoded}     an election record
 * .../{life}                                below each of these: an empty znode that lives as long as what it stands for
 * /election4j/ticks/{job, encoded}/{nonce}  the record of a job's last tick, below a znode that is empty itself
 * /election4j/pauses/{job, encoded}         says that a job is paused
 * </pre>
 *
 * @param base the znode that holds the namespace, below the client's chroot
 */
record ZnodePaths(String base) {

    /** Dots are not among them: two path elements, "." and "..", consist of nothing else and are refused. */
    private static final String PLAIN = "-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    String store() {
        return base + "/store";
    }

    String directory(RecordKind kind) {
        return base + (kind == RecordKind.SESSION ? "/sessions" : "/elections");
    }

    String of(RecordKey key) {
        if (key instanceof RecordKey.Session session) {
            return directory(RecordKind.SESSION) + "/" + session.incarnation();
        }
        return key instanceof RecordKey.Election election
                ? directory(RecordKind.ELECTION) + "/" + encoded(election.name())
                : store();
    }

    /** Where the record of a job is the only child. */
    String job(String job) {
        return ticks() + "/" + encoded(job);
    }

    /** There while a job is paused. */
    String pause(String job) {
        return pauses() + "/" + encoded(job);
    }

    String ticks() {
        return base + "/ticks";
    }

    String pauses() {
        return base + "/pauses";
    }

    static String tick(String job, UUID nonce) {
        return job + "/" + nonce;
    }

    static String life(String record, UUID life) {
        return record + "/" + life;
    }

    /** The election whose record is at a path; null if there is none, for example because the path is deeper. */
    @Nullable
    String electionAt(String path) {
        String above = directory(RecordKind.ELECTION) + "/";
        boolean record = path.startsWith(above) && path.indexOf('/', above.length()) < 0;
        return record ? decoded(path.substring(above.length())) : null;
    }

    /** All znodes above a path, the topmost first. */
    static List<String> above(String path) {
        List<String> ancestors = new ArrayList<>();
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            ancestors.add(path.substring(0, slash));
        }
        return ancestors;
    }

    /** Letters, digits and a few more stay, every other byte becomes a percent sign and two hexadecimal digits. */
    private static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(octet)) {
                text.append((char) octet);
            } else {
                text.append(String.format(Locale.ROOT, "%%%02X", octet & 0xFF));
            }
        }
        return text.toString();
    }

    private static boolean isPlain(byte octet) {
        return PLAIN.indexOf(octet) >= 0;
    }

    private static @Nullable String decoded(String element) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try {
            for (int i = 0; i < element.length(); i++) {
                if (element.charAt(i) == '%') {
                    octets.write(Integer.parseInt(element.substring(i + 1, i + 3), 16));
                    i += 2;
                } else {
                    octets.write(element.charAt(i));
                }
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            // Nobody but an operator can have made this znode.
            return null;
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
