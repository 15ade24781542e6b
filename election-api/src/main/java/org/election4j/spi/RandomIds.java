// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Random ids, each drawn from the operating system: for nonces, and for whatever else no clone may repeat.
 *
 * <p>A snapshot of a machine that is started twice has the state of every generator twice, and two processes that draw the
 * same nonce take each other's heartbeats for their own. {@link UUID#randomUUID} is such a generator: on Linux and macOS the
 * JDK mixes a state of its own with bytes of the system that it keeps for up to 100 ms. Seeds are read from the system each
 * time, and systems learn of being copied. Thread-safe; about a microsecond a draw.
 */
public final class RandomIds {

    private static final int BYTES = 16;

    private final SecureRandom source;

    /** A source; one may serve many. */
    public RandomIds() {
        source = fromSystem();
    }

    private static SecureRandom fromSystem() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking");
        } catch (NoSuchAlgorithmException onlyUnixHasIt) {
            // On Windows the default asks the system each time.
            return new SecureRandom();
        }
    }

    /**
     * Draws an id.
     *
     * @return a random UUID of version 4
     */
    public UUID next() {
        ByteBuffer bytes = ByteBuffer.wrap(source.generateSeed(BYTES));
        long high = (bytes.getLong() & ~0xF000L) | 0x4000L;
        long low = (bytes.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low);
    }
}
