// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.io.Serial;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections for the pool that count as alive until they are closed. The pool asks an idle connection for a sign of life
 * before it hands it out: a second round trip for every call of this library, which calls every second or two; and a
 * server that does not answer would hold that question up for longer than a whole attempt may take. A dead connection is
 * found out by the call itself, whose answer is unknown then, and which is made up for at once on another connection.
 */
final class PooledDriver extends PGSimpleDataSource {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("isValid")) {
                return !connection.isClosed();
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (Connection)
                Proxy.newProxyInstance(PooledDriver.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
    }
}
