// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.io.Serial;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.election4j.spi.Advice;
import org.election4j.spi.HintListener;
import org.election4j.spi.HintWatch;
import org.election4j.spi.LeaseStore.Watch;
import org.election4j.spi.LeaseStoreException;

/**
 * The watches of one store. Hints are not needed: where they get in the way, they end, somebody is told once, and candidates
 * poll. Thread-safe.
 */
final class HintWatches {

    private static final String INSTEAD =
            "; candidates poll. Set PostgresOptions.hintDataSource, use a larger pool, or switch hints off";

    private final Connections connections;
    private final PostgresOptions options;
    private final Advice advice;

    /** Gives the connection that listens. */
    private final Connections source;

    /** Whether the connection that listens is missing where the store takes its own ones from. */
    private final boolean shared;

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Set<HintChannel> channels = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile boolean inTheWay;

    HintWatches(Connections connections, PostgresOptions options, Advice advice) {
        DataSource chosen = options.hintDataSource();
        this.connections = connections;
        this.options = options;
        this.advice = advice;
        this.source = chosen == null ? connections : new GivenConnections(chosen);
        this.shared = chosen == null && !connections.own();
    }

    Watch watch(HintListener target) {
        if (!options.hints() || closed) {
            return () -> {};
        }
        if (shared && source instanceof GivenConnections given && HikariPools.isOfOne(given.source())) {
            advice.add("no hints, because the pool has only one connection and hints would hold it" + INSTEAD);
            return () -> {};
        }
        Watch watch = HintWatch.start("election4j-postgres-hints", this::open, target);
        watches.add(watch);
        if (closed) {
            watch.close();
        }
        return () -> {
            watches.remove(watch);
            watch.close();
        };
    }

    private HintWatch.Channel open() {
        if (inTheWay) {
            throw new LeaseStoreException("hints held the connection that the election needed", null);
        }
        HintChannel channel = HintChannel.open(source, connections, options, this);
        channels.add(channel);
        return channel;
    }

    void ended(HintChannel channel) {
        channels.remove(channel);
    }

    /** A channel has failed. A refusal by the server is reported; a lost connection is opened again. */
    void failed(Throwable failure) {
        if (shared && Failures.isOfPool(failure)) {
            giveWay();
        } else if (!closed && (failure instanceof NoHints || Failures.leavesConnectionUsable(failure))) {
            advice.add("no hints, so candidates poll: " + Failures.message(failure));
        }
    }

    /** A call got no connection. If hints hold one that it could have had, they give it up for good. */
    void makeWay(SQLException failure) {
        if (shared && !channels.isEmpty() && Failures.isOfPool(failure)) {
            giveWay();
        }
    }

    /** The server is not the primary: whoever listens there hears nothing. */
    void reconnect() {
        channels.forEach(HintChannel::close);
    }

    private void giveWay() {
        inTheWay = true;
        advice.add("no hints, because the data source gave no further connection while hints held one" + INSTEAD);
        channels.forEach(HintChannel::close);
    }

    void close() {
        closed = true;
        watches.forEach(Watch::close);
        watches.clear();
    }

    /** Hints cannot arrive; says why, and what to do. */
    static final class NoHints extends SQLException {

        @Serial
        private static final long serialVersionUID = 1L;

        NoHints(String message) {
            super(message);
        }
    }
}
