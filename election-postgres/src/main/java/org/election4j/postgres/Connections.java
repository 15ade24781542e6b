// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.election4j.spi.Attempt;

/** Where the connections of a store come from. Thread-safe. */
interface Connections {

    /**
     * A connection that nobody else uses until it is given back or discarded. Blocks.
     *
     * @throws SQLException if there is none; says why
     */
    Connection lend(Attempt attempt) throws SQLException;

    /** Takes a connection back, in the state in which it was lent. Never throws. */
    void giveBack(Connection connection);

    /** Closes the socket, so that nobody is given this connection again. Never throws. */
    void discard(Connection connection);

    /** The server at the other end is not the primary: whatever connections there are, they probably lead to it, too. */
    void leadElsewhere();

    /** Whether they are the store's own: whoever waits for one then waits for the server, and for nobody's other work. */
    boolean own();
}
