// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.election4j.Leadership;
import org.election4j.postgres.PostgresFence;
import org.election4j.spring.TransactionFence;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Takes the fence on the connection that the transaction manager has bound to the thread: that of JDBC, or the one that JPA shares. */
record JdbcTransactionFence(Supplier<DataSource> dataSources, PostgresFence fence) implements TransactionFence {

    @Override
    public void check(Leadership leadership) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "there is no transaction to fence; add @Transactional, and call the method through its bean");
        }
        DataSource dataSource = dataSources.get();
        // Asking for a connection would bind one that belongs to no transaction.
        if (!TransactionSynchronizationManager.hasResource(dataSource)) {
            throw new IllegalStateException("the transaction of this thread is not on "
                    + dataSource.getClass().getSimpleName()
                    + " of the elections, or its transaction manager does not share the JDBC connection");
        }
        try {
            fence.check(DataSourceUtils.getConnection(dataSource), leadership);
        } catch (SQLException e) {
            DataAccessException known = new SQLStateSQLExceptionTranslator().translate("fence", null, e);
            throw known == null ? new UncategorizedSQLException("fence", null, e) : known;
        }
    }
}
