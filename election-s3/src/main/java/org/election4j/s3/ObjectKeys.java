// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.nio.charset.StandardCharsets;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;

/**
 * Which object holds which record.
 *
 * <p>The name of an election is spelled in characters that no tool stumbles over: letters, digits, {@code -}, {@code _} and
 * dots stay, every other byte of its UTF-8 is {@code !} and two hexadecimal digits. So {@code Wahl für alle} is {@code
 * Wahl!20f!C3!BCr!20alle}. A dot at the beginning is spelled out, too: {@code ..} means something to file systems. A name
 * that gets long is cut into parts of less than 200 characters with {@code !/} between them, because servers that keep
 * objects in files allow 255 per part.
 */
final class ObjectKeys {

    /** 1,024 bytes are allowed for a key; the longest name takes 600 and six to cut it, and "election/" is 9 more. */
    static final int MAX_PREFIX = 100;

    /** Below the limit, so that the last character and the cut fit in. */
    private static final int PART = 195;

    private static final String HEX = "0123456789ABCDEF";

    private final String prefix;

    /** Keys that begin with the prefix, verbatim. */
    ObjectKeys(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }

    String of(RecordKey key) {
        if (key instanceof RecordKey.Session session) {
            return of(RecordKind.SESSION) + session.incarnation();
        }
        return key instanceof RecordKey.Election election
                ? of(RecordKind.ELECTION) + spelled(election.name())
                : prefix + "store";
    }

    /** What all keys of a kind begin with. */
    String of(RecordKind kind) {
        return prefix + (kind == RecordKind.SESSION ? "session/" : "election/");
    }

    String tick(String job) {
        return prefix + "tick/" + spelled(job);
    }

    String pause(String job) {
        return prefix + "pause/" + spelled(job);
    }

    String probe(String id) {
        return prefix + "probe/" + id;
    }

    /** No job is ever called so: a spelled name does not begin with a dot. */
    String tickProbe(String id) {
        return prefix + "tick/.probe/" + id;
    }

    private static String spelled(String name) {
        StringBuilder spelled = new StringBuilder();
        int partBegin = 0;
        for (byte next : name.getBytes(StandardCharsets.UTF_8)) {
            if (spelled.length() - partBegin >= PART) {
                spelled.append("!/");
                partBegin = spelled.length();
            }
            if (isPlain(next) && (next != '.' || spelled.length() > partBegin)) {
                spelled.append((char) next);
            } else {
                spelled.append('!').append(HEX.charAt((next >> 4) & 15)).append(HEX.charAt(next & 15));
            }
        }
        return spelled.toString();
    }

    private static boolean isPlain(byte next) {
        return (next >= 'a' && next <= 'z')
                || (next >= 'A' && next <= 'Z')
                || (next >= '0' && next <= '9')
                || next == '-'
                || next == '_'
                || next == '.';
    }
}
