// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server says beside an answer. Only one thing takes the answer's worth away: that a commit was not waited for as
 * it should have been. Everything else, such as what {@code log_duration} or {@code auto_explain} send to a role that wants
 * to see it, concerns somebody else.
 */
final class ServerWarnings {

    /** The server's source file that speaks of commits which standbys have not confirmed; texts are translated, this is not. */
    private static final String REPLICATION = "syncrep.c";

    private ServerWarnings() {}

    /** Throws the first message that concerns durability. */
    static void requireDurable(@Nullable SQLWarning first) throws SQLException {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            if (concernsDurability(warning)) {
                throw warning;
            }
        }
    }

    private static boolean concernsDurability(SQLWarning warning) {
        String state = String.valueOf(warning.getSQLState());
        if (state.startsWith("00")) {
            // Below a warning.
            return false;
        }
        ServerErrorMessage message = warning instanceof PSQLWarning told ? told.getServerErrorMessage() : null;
        if (message == null || message.getFile() == null) {
            // Who leaves out where a warning comes from may be a relative of PostgreSQL that commits in ways of its
            // own.
            return true;
        }
        String text = (message.getMessage() + " " + message.getDetail()).toLowerCase(Locale.ROOT);
        return message.getFile().endsWith(REPLICATION)
                || state.startsWith("57")
                || text.contains("replicat")
                || text.contains("durab")
                || text.contains("committed locally");
    }
}
