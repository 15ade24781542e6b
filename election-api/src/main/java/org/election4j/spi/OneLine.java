// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes text that came from somewhere else fit for a log line, a status or an exception: one line, of limited length, without
 * characters that cannot be seen or that turn the direction of what follows, and without the user and password of a URL.
 *
 * <p>Whatever a store, a server or a driver says goes through here before a person reads it. Stateless.
 */
public final class OneLine {

    /** The longest text that {@link #of} returns, in characters, without the three dots that say that it was cut. */
    public static final int LONGEST = 1_000;

    /** No more of a text is looked at. */
    private static final int READ = 4 * LONGEST;

    private static final int DEEPEST = 20;

    /** Control and format characters, lone surrogates, what is not assigned, and all line and paragraph separators. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

    /** What stands before the host of a URL, also where the scheme is missing or the password has characters it must not have. */
    private static final Pattern USER_INFO =
            Pattern.compile("(?<=//)[^\\s\"'/]*@(?=\\S)|[^\\s:/\"']+:[^\\s\"']*@(?=\\S)");

    private static final Pattern NEEDS_QUOTES = Pattern.compile(".*[\\s=\"\\p{Z}].*|");

    private OneLine() {}

    /**
     * A text on one line.
     *
     * @param text any text
     * @return the text, with a space for each run of characters that cannot be shown, cut off after {@link #LONGEST}
     */
    public static String of(String text) {
        String line = INVISIBLE
                .matcher(cut(requireNonNull(text, "text"), READ))
                .replaceAll(" ")
                .strip();
        String shown = USER_INFO.matcher(line).replaceAll("***@");
        return text.length() > READ || shown.length() > LONGEST ? cut(shown, LONGEST) + "..." : shown;
    }

    /**
     * A value for a line of {@code key=value} pairs: in quotation marks where it is empty, or has spaces, equals signs or
     * quotation marks, which are written as {@code \"}.
     *
     * @param text any text
     * @return the value, on one line
     */
    public static String value(String text) {
        String line = of(text);
        return NEEDS_QUOTES.matcher(line).matches()
                ? '"' + line.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : line;
    }

    /**
     * Why something failed: the message of each exception of the chain, the root cause first, each once.
     *
     * @param failure an exception or error
     * @return the reason, on one line; never empty
     */
    public static String reason(Throwable failure) {
        return failure instanceof LeaseStoreException told ? told.reason() : of(String.join("; ", messages(failure)));
    }

    /** The same of a message and what lies below it. */
    static String reason(String message, @Nullable Throwable cause) {
        Set<String> messages = messages(cause);
        add(messages, message);
        return of(String.join("; ", messages));
    }

    private static Set<String> messages(@Nullable Throwable failure) {
        Deque<Throwable> chain = new ArrayDeque<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable one = failure; one != null && chain.size() < DEEPEST && seen.add(one); one = one.getCause()) {
            chain.addFirst(one);
        }
        Set<String> messages = new LinkedHashSet<>();
        for (Throwable one : chain) {
            add(messages, message(one));
        }
        return messages;
    }

    private static void add(Set<String> messages, String message) {
        if (messages.stream().noneMatch(known -> known.contains(message))) {
            messages.removeIf(message::contains);
            messages.add(message);
        }
    }

    /** What the store says is a sentence; anything else begins with what kind of failure it is. */
    private static String message(Throwable one) {
        String message = one.getMessage();
        if (message == null || message.isBlank()) {
            return one.getClass().getSimpleName();
        }
        return of(one instanceof LeaseStoreException ? message : one.getClass().getSimpleName() + ": " + message);
    }

    /** Not within a surrogate pair. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }
}
