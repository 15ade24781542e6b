// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.TickFields;
import org.election4j.spi.TickRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RecordText} writes, and nothing else: a field too many, one too few, or one in another place is an
 * error that names the line. What cannot be understood must not be elected on.
 */
final class RecordParser {

    private final List<String> lines;
    private int next;

    private RecordParser(String text) {
        this.lines = RecordText.lines(text);
    }

    /**
     * Reads a record.
     *
     * @throws LeaseStoreException if the text is not one
     */
    static LeaseRecord parse(String text) {
        return parse(text, RecordParser::record);
    }

    /**
     * Reads the record of a job.
     *
     * @throws LeaseStoreException if the text is not one
     */
    static TickRecord parseTick(String text) {
        return parse(text, RecordParser::tick);
    }

    private static <T> T parse(String text, Function<RecordParser, T> reading) {
        RecordParser parser = new RecordParser(text);
        try {
            T record = reading.apply(parser);
            parser.end();
            return record;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new LeaseStoreException("line " + parser.next + ": " + e.getMessage(), e);
        }
    }

    private LeaseRecord record() {
        return switch (kind()) {
            case "session" -> session();
            case "election" -> election();
            case "store" -> store();
            default -> throw noRecord();
        };
    }

    private String kind() {
        String first = line();
        String begin = RecordText.FIRST + RecordText.FORMAT + " ";
        if (first.startsWith(begin)) {
            return first.substring(begin.length());
        }
        if (first.startsWith(RecordText.FIRST)) {
            throw new IllegalArgumentException("this library reads format " + RecordText.FORMAT + ", but found '"
                    + shortened(first) + "'; use the same version of Election4J everywhere");
        }
        throw noRecord();
    }

    private IllegalArgumentException noRecord() {
        return new IllegalArgumentException(
                "no record of Election4J, it begins with '" + shortened(lines.get(0)) + "'");
    }

    private TickRecord tick() {
        if (!kind().equals(RecordText.TICK)) {
            throw noRecord();
        }
        Map<String, String> fields = new HashMap<>();
        while (next < lines.size() && !lines.get(next).equals(RecordText.LAST)) {
            String[] field = line().split(": ", 2);
            if (field.length < 2 || fields.put(field[0], unescaped(field[1])) != null) {
                throw new IllegalArgumentException("expected a field once, but found '" + shortened(field[0]) + "'");
            }
        }
        return TickFields.record(fields);
    }

    private SessionRecord session() {
        return new SessionRecord(
                field("incarnation", UUID::fromString),
                field("candidate"),
                field("lease", Duration::parse),
                field("state", SessionRecord.State::valueOf),
                optional("address"),
                elections(),
                field("releases", Long::parseLong),
                field("standbys", Integer::parseInt),
                field("epoch"),
                field("nonce", UUID::fromString));
    }

    private ElectionRecord election() {
        return new ElectionRecord(
                field("name"),
                field("term", Long::parseLong),
                seat(),
                field("since", Instant::parse),
                field("changes", Long::parseLong),
                field("epoch"),
                field("nonce", UUID::fromString));
    }

    private StoreRecord store() {
        return new StoreRecord(
                field("format", Integer::parseInt),
                field("epoch"),
                field("state", StoreRecord.State::valueOf),
                field("settlement", UUID::fromString),
                field("maxLease", Duration::parse),
                field("nonce", UUID::fromString));
    }

    private ElectionRecord.Seat seat() {
        String state = field("seat");
        return switch (state) {
            case "FREE" -> new ElectionRecord.Free();
            case "HELD" ->
                new ElectionRecord.Held(
                        field("incarnation", UUID::fromString),
                        field("candidate"),
                        optional("address"),
                        field("lease", Duration::parse));
            case "HANDOVER" -> new ElectionRecord.Handover(field("candidate"), field("window", Duration::parse));
            default -> throw new IllegalArgumentException("no such seat: '" + shortened(state) + "'");
        };
    }

    private @Nullable List<String> elections() {
        String count = optional("elections");
        if (count == null) {
            return null;
        }
        List<String> elections = new ArrayList<>();
        for (int i = Integer.parseInt(count); i > 0; i--) {
            elections.add(field("election"));
        }
        return elections;
    }

    private void end() {
        String last = line();
        if (!last.equals(RecordText.LAST)) {
            throw new IllegalArgumentException(
                    "expected '" + RecordText.LAST + "', but found '" + shortened(last) + "'");
        }
        if (next < lines.size()) {
            next++;
            throw new IllegalArgumentException("nothing may follow after '" + RecordText.LAST + "'");
        }
    }

    private String field(String name) {
        String value = optional(name);
        if (value == null) {
            throw new IllegalArgumentException("expected '" + name + ":', but found '" + shortened(line()) + "'");
        }
        return value;
    }

    private <T> T field(String name, Function<String, T> reading) {
        return reading.apply(field(name));
    }

    /** The value, if the next line has this name. */
    private @Nullable String optional(String name) {
        String begin = name + ": ";
        if (next >= lines.size() || !lines.get(next).startsWith(begin)) {
            return null;
        }
        return unescaped(line().substring(begin.length()));
    }

    private String line() {
        if (next >= lines.size()) {
            next++;
            throw new IllegalArgumentException("the text ends too early");
        }
        return lines.get(next++);
    }

    private static String unescaped(String value) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            plain.append(c == '\\' ? escape(value, ++i) : c);
        }
        return plain.toString();
    }

    private static char escape(String value, int at) {
        char c = at < value.length() ? value.charAt(at) : ' ';
        return switch (c) {
            case '\\' -> '\\';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> throw new IllegalArgumentException("no such escape: '\\" + c + "'");
        };
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
