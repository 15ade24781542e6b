// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;

/**
 * The exact version of a record.
 *
 * <p>A znode's data version counts its changes and starts at 0 again when the znode is deleted by hand and created once
 * more. So each record has a child that is named by a random id, its life, and every write checks both: the life, which
 * a new znode does not share, and the data version, which no two writes of one life share. Together they name one write,
 * and so its nonce.
 *
 * @param nonce the random id of the write
 * @param life the nonce of the write that began this life of the record
 * @param dataVersion the znode's data version; a wrapping number, so it is compared for equality and nothing else
 */
record ZnodeVersion(UUID nonce, UUID life, int dataVersion) {

    /** The data version of a znode that was just created. */
    static final int CREATED = 0;

    /**
     * What a request says to mean "whatever it is". A znode gets there after four billion writes; it is better stuck there
     * than overwritten.
     */
    static final int ANY = -1;

    private static final Pattern MARK = Pattern.compile("(-?\\d{1,10})@([0-9a-f-]{36}):([0-9a-f-]{36})");

    /** The version with its mark; the mark repeats the nonce, so that no version can be put together from two. */
    Version toVersion() {
        return new Version(nonce, dataVersion + "@" + life + ":" + nonce);
    }

    /** The version that this store gave out; null if it never gave out such a one. */
    static @Nullable ZnodeVersion of(Version version) {
        Matcher mark = MARK.matcher(version.mark());
        if (!mark.matches() || !mark.group(3).equals(version.nonce().toString())) {
            return null;
        }
        int dataVersion = Integer.parseInt(mark.group(1));
        return dataVersion == ANY
                ? null
                : new ZnodeVersion(version.nonce(), UUID.fromString(mark.group(2)), dataVersion);
    }
}
