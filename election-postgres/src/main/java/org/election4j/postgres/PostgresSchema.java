// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RandomIds;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;

/**
 * Creates the tables, or prints what creates them.
 *
 * <p>All methods but those that print block: for 30 seconds at most, or as long as the given attempt, and as long as a data
 * source takes to give out a connection. They look first, and wait for nobody where the tables exist. They commit what
 * they do and nothing else: a connection that is inside a transaction of the caller's is refused.
 */
public final class PostgresSchema {

    /** The resource with the statements, for the default names. Copy it into a migration of yours. */
    public static final String RESOURCE = "org/election4j/postgres/schema.sql";

    /** The resource with the tables of {@link PostgresTickStore}, for the default names. */
    public static final String TICKS_RESOURCE = "org/election4j/postgres/ticks.sql";

    /** Any number that others are unlikely to lock. */
    static final long CREATION_LOCK = 0x656c656374346aL;

    private static final String EXISTING = """
        SELECT count(to_regclass(name)) = 3 FROM unnest(ARRAY['{session}', '{election}', '{store}']) AS name
        """;

    /** The tables that have one of these names and are no such tables. */
    private static final String OTHERS = """
        SELECT coalesce(string_agg(name, ', '), '')
          FROM (VALUES {names}) AS ours(name, mark)
         WHERE to_regclass(name) IS NOT NULL
           AND NOT EXISTS (SELECT FROM pg_attribute
                            WHERE attrelid = to_regclass(name) AND attname = mark AND NOT attisdropped)
        """;

    /** Each with a column that the others have not got. */
    static final String LEASES = "('{session}', 'incarnation'), ('{election}', 'holder'), ('{store}', 'settlement')";

    static final String TICKS = "('{tick}', 'tick'), ('{pause}', 'paused_by')";

    private static final String SETTLE = """
        INSERT INTO {store} (id, format_version, oldest_reader, epoch, state, settlement, watch, allow, attributes, nonce)
        SELECT 1, ?, ?, {epoch}, 'SETTLED', ?, ?::interval, ?::interval, '{}', ?
         WHERE NOT EXISTS (SELECT FROM {session}) AND NOT EXISTS (SELECT FROM {election})
           AND current_setting('synchronous_commit') <> 'off'
        ON CONFLICT DO NOTHING RETURNING 1
        """;

    private static final Pattern DEFAULT_NAME = Pattern.compile("\"election(_session|_store|_tick|_pause)?\"");

    private static final String CREATE = "create the tables";
    private static final String CREATE_TICKS = "create the tables of ticks";
    private static final String DECLARE = "declare the namespace never used";

    /** How long to wait where nobody says how long. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private PostgresSchema() {}

    /**
     * The statements that create the tables, separated by semicolons. Every one may be run again.
     *
     * @param options the names
     * @return the text of {@value #RESOURCE} with these names
     */
    public static String ddl(PostgresOptions options) {
        return named("schema.sql", requireNonNull(options, "options").tables());
    }

    /** One pass: a name of the user's may contain any of the names that are replaced. */
    private static String named(String resource, PostgresTables tables) {
        Map<String, String> names = Map.of(
                "\"election_session\"", tables.session(),
                "\"election\"", tables.election(),
                "\"election_store\"", tables.store(),
                "\"election_tick\"", tables.tick(),
                "\"election_pause\"", tables.pause());
        return DEFAULT_NAME
                .matcher(resource(resource))
                .replaceAll(found -> Matcher.quoteReplacement(requireNonNull(names.get(found.group()))));
    }

    /**
     * Creates the tables that are missing. Several processes may do so at once; where all tables exist, no privilege to
     * create any is needed. A schema must exist.
     *
     * <p>The first candidate of a new namespace waits for 15 s before it elects, because it cannot know
     * that the namespace is new. See {@link #declareNeverUsed}.
     *
     * @param dataSource connects to the primary
     * @param options the names
     * @throws LeaseStoreException if the tables could not be created
     */
    public static void createIfMissing(DataSource dataSource, PostgresOptions options) {
        requireNonNull(options, "options");
        on(dataSource, CREATE, call -> create(call, options));
    }

    /**
     * Creates the tables that are missing, on the connections of a store and with its options. See
     * {@link #createIfMissing(DataSource, PostgresOptions)}.
     *
     * @param store the store
     * @param attempt how long to wait at most
     * @throws LeaseStoreException if the tables could not be created
     */
    public static void createIfMissing(PostgresLeaseStore store, Attempt attempt) {
        on(store, attempt, CREATE, call -> create(call, store.options()));
    }

    /**
     * The statements that create the tables of {@link PostgresTickStore}, separated by semicolons. Every one may be run
     * again.
     *
     * @param options the names
     * @return the text of {@value #TICKS_RESOURCE} with these names
     */
    public static String ticksDdl(PostgresOptions options) {
        return named("ticks.sql", requireNonNull(options, "options").tables());
    }

    /**
     * Creates the tables of {@link PostgresTickStore} that are missing. Several processes may do so at once; where both exist,
     * no privilege to create any is needed. A schema must exist.
     *
     * @param dataSource connects to the primary
     * @param options the names
     * @throws LeaseStoreException if the tables could not be created
     */
    public static void createTicksIfMissing(DataSource dataSource, PostgresOptions options) {
        requireNonNull(options, "options");
        on(dataSource, CREATE_TICKS, call -> createTicks(call, options));
    }

    /**
     * Creates the tables of {@link PostgresTickStore} that are missing, on the connections of a store and with its options.
     * See {@link #createTicksIfMissing(DataSource, PostgresOptions)}.
     *
     * @param store the store
     * @param attempt how long to wait at most
     * @throws LeaseStoreException if the tables could not be created
     */
    public static void createTicksIfMissing(PostgresLeaseStore store, Attempt attempt) {
        on(store, attempt, CREATE_TICKS, call -> createTicks(call, store.options()));
    }

    /**
     * Creates the tables that are missing, and states that <em>this namespace was never used</em>: no candidate ever
     * elected here, neither on this server nor on another that its data come from. The first candidate then need not
     * wait. If the statement is false, two candidates can lead at once for up to a lease. Does nothing if the namespace
     * already has its store record, whoever wrote it, so it may run at every start of a test or a demo.
     *
     * @param dataSource connects to the primary
     * @param options the names
     * @param maxLease the longest lease that is used here, see {@link org.election4j.LeaseLimits}; positive
     * @return true if the statement was recorded now
     * @throws IllegalArgumentException if {@code maxLease} is not positive
     * @throws UnsafeStoreException if the namespace has sessions or elections, and so was used
     * @throws LeaseStoreException if the tables could not be created or written
     */
    public static boolean declareNeverUsed(DataSource dataSource, PostgresOptions options, Duration maxLease) {
        requirePositive(maxLease);
        requireNonNull(options, "options");
        return on(dataSource, DECLARE, call -> declare(call, options, maxLease));
    }

    /** See {@link PostgresLeaseStore#declareNeverUsed}. */
    static boolean declareNeverUsed(PostgresLeaseStore store, Duration maxLease) {
        requirePositive(maxLease);
        return on(store, Attempt.within(LIMIT), DECLARE, call -> declare(call, store.options(), maxLease));
    }

    private static void requirePositive(Duration maxLease) {
        requireNonNull(maxLease, "maxLease");
        if (maxLease.isNegative() || maxLease.isZero()) {
            throw new IllegalArgumentException("maxLease must be positive, but is " + maxLease);
        }
    }

    // ---- the steps, each a statement of its own --------------------------------------------------------------------

    private static boolean create(Call call, PostgresOptions options) throws SQLException {
        requireOurs(call, options.tables(), LEASES);
        return createUnless(call, options.tables().in(EXISTING), () -> ddl(options));
    }

    private static boolean createTicks(Call call, PostgresOptions options) throws SQLException {
        requireOurs(call, options.tables(), TICKS);
        return createUnless(
                call,
                options.tables().in("SELECT to_regclass('{tick}') IS NOT NULL AND to_regclass('{pause}') IS NOT NULL"),
                () -> ticksDdl(options));
    }

    /** Two prefixes in one schema may mean the same table, such as {@code election} and {@code election_session}. */
    static void requireOurs(Call call, PostgresTables tables, String names) throws SQLException {
        String question = tables.in(OTHERS.replace("{names}", names));
        String others = call.query(question, statement -> {}, row -> row.next() ? row.getString(1) : "");
        if (!others.isEmpty()) {
            throw new UnsafeStoreException("something else has the name of a table that is needed here: " + others
                    + "; if another prefix in this schema made it, choose one that neither begins with the other");
        }
    }

    /** Looks first: where the tables exist, nobody is waited for. All statements at once are one transaction. */
    private static boolean createUnless(Call call, String existing, Supplier<String> ddl) throws SQLException {
        if (yes(call, existing)) {
            return false;
        }
        call.execute("SELECT set_config('lock_timeout', '" + call.lockTimeout()
                + "', true);\nSELECT pg_advisory_xact_lock(" + CREATION_LOCK + ");\n" + ddl.get());
        return true;
    }

    private static boolean declare(Call call, PostgresOptions options, Duration maxLease) throws SQLException {
        PostgresTables tables = options.tables();
        String known = tables.in("SELECT EXISTS (SELECT FROM {store})");
        create(call, options);
        if (yes(call, known)) {
            return false;
        }
        String sql = tables.in(SETTLE.replace("{epoch}", StoreSql.EPOCH));
        boolean settled = call.query(sql, settle -> bindSettled(settle, maxLease), ResultSet::next);
        if (!settled && !yes(call, known)) {
            throw new UnsafeStoreException("the namespace of " + tables.election()
                    + " was used, or synchronous_commit is off; let the candidates find out themselves");
        }
        return settled;
    }

    private static void bindSettled(PreparedStatement settle, Duration maxLease) throws SQLException {
        RandomIds ids = new RandomIds();
        settle.setInt(1, StoreRecord.CURRENT_FORMAT);
        settle.setInt(2, StoreRecord.OLDEST_FORMAT);
        settle.setObject(3, ids.next());
        settle.setString(4, RecordTexts.interval(maxLease));
        settle.setString(5, RecordTexts.interval(StoreRecord.allowedFirst(maxLease)));
        settle.setObject(6, ids.next());
    }

    private static boolean yes(Call call, String question) throws SQLException {
        return call.query(question, statement -> {}, row -> row.next() && row.getBoolean(1));
    }

    private static <T> T on(DataSource dataSource, String what, Call.Work<T> work) {
        return on(
                new GivenConnections(requireNonNull(dataSource, "dataSource")),
                new ServerStatements(),
                Attempt.within(LIMIT),
                what,
                work);
    }

    private static <T> T on(PostgresLeaseStore store, Attempt attempt, String what, Call.Work<T> work) {
        return on(requireNonNull(store, "store").connections(), store.statements(), attempt, what, work);
    }

    private static <T> T on(
            Connections connections, ServerStatements statements, Attempt attempt, String what, Call.Work<T> work) {
        try (Call call = Call.open(connections, statements, attempt)) {
            return work.run(call);
        } catch (SQLException e) {
            String why = "55P03".equals(e.getSQLState())
                    ? "another process holds a lock, probably because it creates the same tables; look for it in"
                            + " pg_locks: "
                    : "";
            throw Failures.of("could not " + what + ": " + why, e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = PostgresSchema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("org/election4j/postgres/" + name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
