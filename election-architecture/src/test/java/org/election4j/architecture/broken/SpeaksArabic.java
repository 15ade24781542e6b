// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.util.Locale;

/** What each of these writes is up to the locale or the charset of the machine. */
@SuppressWarnings({"DefaultCharset", "StringCaseLocaleUsage"})
final class SpeaksArabic {

    String digits(long term) {
        return String.format("%019d", term);
    }

    String digitsOfABlock(long term) {
        return "%d".formatted(term);
    }

    void printed(PrintStream out, long term) {
        out.printf("%d", term);
    }

    String grouped(long term) {
        return new DecimalFormat("#,##0").format(term);
    }

    String lower(String state) {
        return state.toLowerCase();
    }

    byte[] bytes(String text) {
        return text.getBytes();
    }

    String text(byte[] bytes) {
        return new String(bytes);
    }

    Reader reader(InputStream in) {
        return new InputStreamReader(in);
    }

    String innocent(byte[] bytes, long term) {
        return String.format(Locale.ROOT, "%d", term)
                + new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT)
                + new String(new char[] {'a'});
    }
}
