// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.util.Locale;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/** Keeps exceptions of drivers and pools out of logs when they quote a connection URL with a password in it. */
final class Withheld {

    private static final String MESSAGE = "withheld, because the message contains a password";

    private Withheld() {}

    /** The exception, or one that says nothing if any message in it names a password. */
    static Throwable cause(Throwable exception) {
        return quotesPassword(exception)
                ? new LeaseStoreException(exception.getClass().getName() + ": " + MESSAGE, null)
                : exception;
    }

    static @Nullable String message(Throwable exception) {
        return quotesPassword(exception) ? MESSAGE : exception.getMessage();
    }

    private static boolean quotesPassword(@Nullable Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("password=")) {
                return true;
            }
        }
        return false;
    }
}
