// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the name of an election and the id of a candidate may look like: any Unicode text of bounded size. */
public final class Identifiers {

    /** The longest name, in bytes of UTF-8. Fits the key limits of every supported store. */
    public static final int MAX_BYTES = 200;

    private Identifiers() {}

    /**
     * Checks a name.
     *
     * @param what what is being named, for the message
     * @param name the name
     * @return the name
     * @throws IllegalArgumentException if the name is empty, longer than {@value #MAX_BYTES} bytes, or contains control
     *     characters or broken surrogate pairs
     */
    public static String requireValid(String what, String name) {
        requireNonNull(name, what);
        if (name.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    what + " must have at most " + MAX_BYTES + " bytes of UTF-8, but has " + bytes);
        }
        requirePlain(what, name);
        return name;
    }

    static void requirePlain(String what, String text) {
        int odd = firstOddCharacter(text);
        if (odd >= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s must not contain control characters or broken surrogates, but has U+%04X at index %d",
                    what,
                    (int) text.charAt(odd),
                    odd));
        }
    }

    private static int firstOddCharacter(String name) {
        for (int i = 0; i < name.length(); ) {
            int point = name.codePointAt(i);
            boolean unpaired = Character.charCount(point) == 1 && Character.isSurrogate((char) point);
            if (Character.isISOControl(point) || unpaired) {
                return i;
            }
            i += Character.charCount(point);
        }
        return -1;
    }
}
