// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.election4j.spi.Attempt;
import org.election4j.spi.HintListener;
import org.election4j.spi.HintWatch;
import org.election4j.spi.Identifiers;
import org.election4j.spi.RandomIds;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** One connection that listens to the channel of one namespace. */
final class HintChannel implements HintWatch.Channel {

    /** Begins the payload of a test. No election's name can. */
    private static final String TEST = "\u0001";

    private static final int SLICE_MILLIS = 1_000;
    private static final int TEST_MILLIS = 3_000;
    private static final int ANSWER_MILLIS = 5_000;

    private final Connection connection;
    private final Consumer<Connection> discard;
    private final Connections notifyOn;
    private final HintWatches watches;
    private final String channelSql;

    /** After so long the server is asked for a sign of life: a lease, for a host that is gone without a word is silent, too. */
    private final long keepaliveNanos;

    private final AtomicBoolean closed = new AtomicBoolean();
    private String name = "";
    private long checkedNanos = System.nanoTime();

    private HintChannel(
            Connection connection,
            Consumer<Connection> discard,
            Connections notifyOn,
            PostgresOptions options,
            HintWatches watches) {
        this.connection = connection;
        this.discard = discard;
        this.notifyOn = notifyOn;
        this.watches = watches;
        this.channelSql = "SELECT " + options.tables().in(StoreSql.CHANNEL);
        this.keepaliveNanos = options.lease().toNanos();
    }

    /**
     * A connection that listens from now on.
     *
     * @param listenOn gives it
     * @param notifyOn gives another connection, to test whether a hint arrives
     * @param watches is told how it ends
     */
    static HintChannel open(Connections listenOn, Connections notifyOn, PostgresOptions options, HintWatches watches) {
        try {
            HintChannel channel = listenOn instanceof DedicatedClient own
                    ? new HintChannel(
                            own.driver().open().connection(), DedicatedClient::abort, notifyOn, options, watches)
                    : new HintChannel(
                            listenOn.lend(Attempt.within(Duration.ofMillis(ANSWER_MILLIS))),
                            listenOn::discard,
                            notifyOn,
                            options,
                            watches);
            channel.subscribe();
            return channel;
        } catch (SQLException | RuntimeException e) {
            watches.failed(e);
            throw Failures.of(e);
        }
    }

    private void subscribe() throws SQLException {
        try {
            listenToChannel();
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void listenToChannel() throws SQLException {
        connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
        connection.setAutoCommit(true);
        name = channelName();
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + name);
        }
    }

    /** Letters, digits and underscores only. */
    private String channelName() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(channelSql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void listen(HintListener hints) {
        try {
            test();
            hints.flowing(true);
            while (true) {
                next().forEach(hint -> hint.accept(hints));
            }
        } catch (SQLException | RuntimeException e) {
            if (!closed.get()) {
                watches.failed(e);
            }
            throw Failures.of(e);
        }
    }

    /**
     * Sends a random word from another connection and waits for it. Behind a pooler in transaction mode {@code LISTEN}
     * succeeds but nothing ever arrives; only this shows it.
     */
    private void test() throws SQLException {
        String word = TEST + new RandomIds().next();
        send(word);
        long start = System.nanoTime();
        for (long left = TEST_MILLIS; left > 0; left = TEST_MILLIS - (System.nanoTime() - start) / 1_000_000) {
            for (PGNotification notification : received((int) left)) {
                if (notification.getParameter().equals(word)) {
                    return;
                }
            }
        }
        throw new HintWatches.NoHints("LISTEN works but nothing arrives, as behind a pooler in transaction mode;"
                + " give a direct connection with PostgresOptions.hintDataSource, or switch hints off");
    }

    private void send(String payload) throws SQLException {
        Attempt attempt = Attempt.within(Duration.ofMillis(ANSWER_MILLIS));
        try (Call call = Call.open(notifyOn, new ServerStatements(), attempt)) {
            call.query(
                    "SELECT pg_notify(?, ?)",
                    statement -> {
                        statement.setString(1, name);
                        statement.setString(2, payload);
                    },
                    ResultSet::next);
        }
    }

    /** Waits for a moment; usually there is nothing. Now and then it asks the server for a sign of life. */
    private List<Consumer<HintListener>> next() throws SQLException {
        if (System.nanoTime() - checkedNanos > keepaliveNanos) {
            requireSameChannel();
        }
        List<Consumer<HintListener>> hints = new ArrayList<>();
        for (PGNotification notification : received(SLICE_MILLIS)) {
            String payload = notification.getParameter();
            if (payload.isEmpty()) {
                hints.add(HintListener::missed);
            } else if (isName(payload)) {
                hints.add(target -> target.changed(payload));
            }
        }
        return hints;
    }

    /** The number in the name changes when the table is dropped and created again. */
    private void requireSameChannel() throws SQLException {
        checkedNanos = System.nanoTime();
        String now = channelName();
        if (!now.equals(name)) {
            throw new SQLException("the channel is " + now + " now, it was " + name);
        }
    }

    private PGNotification[] received(int millis) throws SQLException {
        PGNotification[] notifications = connection.unwrap(PGConnection.class).getNotifications(millis);
        return notifications == null ? new PGNotification[0] : notifications;
    }

    /** Anybody may notify anything. */
    private static boolean isName(String payload) {
        try {
            Identifiers.requireValid("payload", payload);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Ends a wait in another thread, and never gives a pool back a connection that still listens. Whoever waits on it closes
     * the channel, too, once it has failed: a pool that loses one connection twice writes warnings.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            discard.accept(connection);
            watches.ended(this);
        }
    }
}
