// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.UnsafeStoreException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an exception of the driver or of a pool means, and what may be shown of it: the root cause first, with its SQL state,
 * on one line, and nothing if it could name a password.
 */
final class Failures {

    private static final int LONGEST = 500;
    private static final int DEEPEST = 20;

    /** What is longer is not looked at any further, and not shown. */
    private static final int MOST_READ = 2_000;

    private static final String WITHHELD = "withheld, because the message may contain a password";

    /** {@code user:secret@host}, as people write it into a URL; a user such as {@code app@corp} has no colon. */
    private static final Pattern USER_INFO = Pattern.compile("[^\\s:/\"']+:[^\\s\"']*@[^\\s\"']+");

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Z}]+");

    private Failures() {}

    /** The failure of one call, as an outcome tells it. Its message begins with the root cause. */
    static LeaseStoreException of(Throwable failure) {
        return failure instanceof LeaseStoreException told ? told : of("", failure);
    }

    /**
     * The failure of something.
     *
     * @param what goes before the root cause
     */
    static LeaseStoreException of(String what, Throwable failure) {
        String message = what + message(failure);
        Throwable cause = isSecret(failure) || isTooLong(failure) ? null : failure;
        return isRefusal(failure)
                ? new AccessRefusedException(message, cause)
                : new LeaseStoreException(message, cause);
    }

    /** The failure of a probe: what is unsafe stays so, and a missing right is one to grant. */
    static LeaseStoreException ofProbe(String what, PostgresTables tables, Throwable failure) {
        if (failure instanceof UnsafeStoreException unsafe) {
            return unsafe;
        }
        if ("42501".equals(state(failure))) {
            return new UnsafeStoreException("this role lacks a right: " + message(failure)
                    + "; it needs CONNECT on the database, USAGE on the schema, SELECT, INSERT, UPDATE, DELETE on "
                    + tables.session() + ", and SELECT, INSERT, UPDATE on " + tables.election() + " and "
                    + tables.store());
        }
        return of(what, failure);
    }

    /** Each message of the chain once, the root cause first. */
    static String message(Throwable failure) {
        List<Throwable> chain = chain(failure);
        String state = state(failure);
        String shown = state == null ? "" : " (SQLSTATE " + oneLine(state) + ")";
        if (isSecret(failure)) {
            return failure.getClass().getName() + ": " + WITHHELD + shown;
        }
        Collections.reverse(chain);
        List<String> messages = new ArrayList<>();
        for (Throwable one : chain) {
            String text = oneLine(text(one));
            if (messages.stream().noneMatch(known -> known.contains(text))) {
                messages.add(messages.isEmpty() ? text + shown : text);
            }
        }
        return bounded(String.join("; ", messages), 2 * LONGEST);
    }

    private static String text(Throwable one) {
        String message = one.getMessage();
        if (message == null || message.isBlank()) {
            return one.getClass().getSimpleName();
        }
        return one instanceof SQLException || one instanceof LeaseStoreException
                ? message
                : one.getClass().getSimpleName() + ": " + message;
    }

    /** A text of somebody else's, fit for a log: bounded, without anything that breaks or turns a line. */
    static String oneLine(String text) {
        return bounded(INVISIBLE.matcher(start(text)).replaceAll(" ").strip(), LONGEST);
    }

    private static String bounded(String line, int longest) {
        return line.length() <= longest ? line : line.substring(0, longest) + "...";
    }

    /** The SQL state that is nearest to the root; null if there is none. */
    static @Nullable String state(Throwable failure) {
        String state = null;
        for (Throwable one : chain(failure)) {
            if (one instanceof SQLException sql && sql.getSQLState() != null) {
                state = sql.getSQLState();
            }
        }
        return state;
    }

    /** Whether the server does not let this client in, or not do its work; waiting does not mend that. */
    private static boolean isRefusal(Throwable failure) {
        String state = state(failure);
        return state != null
                && (state.startsWith("28") // wrong password, unknown role, no entry in pg_hba.conf
                        || state.equals("3D000") // no such database
                        || state.equals("42501") // a missing right
                        || state.equals("08004")); // no TLS
    }

    /** Whether the server at the other end is a standby, or one that was made read-only. */
    static boolean isWrongServer(Throwable failure) {
        String state = state(failure);
        return "25006".equals(state) || ("55000".equals(state) && isServersAnswer(failure));
    }

    /**
     * Whether the connection is as good as before: the server has answered with an error of the statement. Whatever else
     * happened, another connection can only be better.
     */
    static boolean leavesConnectionUsable(Throwable failure) {
        String state = state(failure);
        return state != null
                && isServersAnswer(failure)
                && (state.equals("55P03")
                        || state.equals("57014")
                        || List.of("0A", "22", "23", "40", "42", "54", "P0").contains(state.substring(0, 2)));
    }

    /** Whether the server has answered, and nothing is left open. */
    static boolean isServersAnswer(Throwable failure) {
        return serverMessage(failure) != null;
    }

    /** Whether a pool had no connection to give, for no reason that lies behind it. */
    static boolean isOfPool(Throwable failure) {
        return failure instanceof SQLTransientException
                && chain(failure).stream().noneMatch(one -> one instanceof PSQLException || one instanceof IOException);
    }

    /**
     * Whether there was no connection because none could be made. A pool tells its own time limit and what went wrong behind
     * it; where a short limit comes before the first failure, that it has no connection at all.
     */
    static boolean isNoServer(SQLException failure) {
        String message = failure.getMessage();
        return !isOfPool(failure) || (message != null && message.contains("(total=0,"));
    }

    /** Whether a notification is what failed, and not the write that it was to announce. */
    static boolean isOfNotification(SQLException failure) {
        ServerErrorMessage message = serverMessage(failure);
        if (message == null) {
            return false;
        }
        return "async.c".equals(message.getFile())
                || String.valueOf(message.getMessage()).contains("pg_notify")
                || "54000".equals(message.getSQLState());
    }

    private static @Nullable ServerErrorMessage serverMessage(Throwable failure) {
        for (Throwable one : chain(failure)) {
            if (one instanceof PSQLException answer && answer.getServerErrorMessage() != null) {
                return answer.getServerErrorMessage();
            }
        }
        return null;
    }

    private static boolean isSecret(Throwable failure) {
        return chain(failure).stream().map(Throwable::getMessage).anyMatch(Failures::mayNamePassword);
    }

    /** A log prints the causes of an exception as well. */
    private static boolean isTooLong(Throwable failure) {
        return chain(failure).stream()
                .anyMatch(one -> String.valueOf(one.getMessage()).length() > MOST_READ);
    }

    private static boolean mayNamePassword(@Nullable String text) {
        if (text == null) {
            return false;
        }
        String shown = start(text);
        return shown.toLowerCase(Locale.ROOT).contains("password=")
                || USER_INFO.matcher(shown).find();
    }

    private static String start(String text) {
        return text.substring(0, Math.min(text.length(), MOST_READ));
    }

    private static List<Throwable> chain(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        for (Throwable one = failure; one != null && chain.size() < DEEPEST && seen.add(one); one = one.getCause()) {
            chain.add(one);
        }
        return chain;
    }
}
