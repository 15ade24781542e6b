-- The tables of Election4J. Every statement may be run again.

-- Liveness of the candidates: one row per candidate process, rewritten by each of its heartbeats.
-- The free half of each page keeps the rewrites in place (HOT), so only the primary key may be indexed.
CREATE TABLE IF NOT EXISTS "election_session" (
    incarnation  uuid PRIMARY KEY,
    candidate_id text NOT NULL,
    lease        interval NOT NULL,
    state        text NOT NULL CHECK (state IN ('LIVE', 'ENDED')),
    address      text,
    elections    text[],
    releases     bigint NOT NULL,
    standbys     integer NOT NULL,
    attributes   text[] NOT NULL,
    epoch        text NOT NULL,
    nonce        uuid NOT NULL,
    expires_at   timestamptz NOT NULL
) WITH (
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 50,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 500
);

COMMENT ON TABLE "election_session" IS 'Election4J: one row per candidate process. Never delete a LIVE row.';
COMMENT ON COLUMN "election_session".expires_at IS 'End of the lease by the clock of this server; a hint for takeovers, not a proof.';
COMMENT ON COLUMN "election_session".attributes IS 'name=value each, at most 512 bytes together; who does not know a name does not look at it.';
COMMENT ON COLUMN "election_session".nonce IS 'Random id of the last write: the version of the row.';

-- Who leads: written only when leadership changes. Rows are never deleted, so that terms only rise.
-- A state that a candidate does not know is closed to it: a later format drops the constraint election_states first.
-- Byte order, so that names which only look alike are different elections.
CREATE TABLE IF NOT EXISTS "election" (
    name                text COLLATE "C" PRIMARY KEY,
    term                bigint NOT NULL CHECK (term > 0),
    state               text NOT NULL,
    holder              uuid,
    holder_candidate_id text,
    holder_address      text,
    holder_lease        interval,
    handover_to         text,
    handover_window     interval,
    pause               uuid,
    since               timestamptz NOT NULL,
    changes             bigint NOT NULL,
    epoch               text NOT NULL,
    nonce               uuid NOT NULL,
    CONSTRAINT election_states CHECK (state IN ('FREE', 'HELD', 'HANDOVER', 'PAUSED')),
    CHECK (state <> 'HELD' OR holder IS NOT NULL AND holder_candidate_id IS NOT NULL AND holder_lease IS NOT NULL),
    CHECK (state <> 'HANDOVER' OR handover_to IS NOT NULL AND handover_window IS NOT NULL),
    CHECK (state <> 'PAUSED' OR pause IS NOT NULL)
) WITH (fillfactor = 70);

COMMENT ON TABLE "election" IS 'Election4J: one row per election. Never delete a row.';
COMMENT ON COLUMN "election".term IS 'Number of the current or last leadership: the fencing token.';
COMMENT ON COLUMN "election".holder IS 'incarnation of the session that the state names; of a HELD one, the leader as long as that session is LIVE.';
COMMENT ON COLUMN "election".pause IS 'Id of the pause of a PAUSED election: nobody may lead until it is over.';

-- What all candidates agree on: one row.
CREATE TABLE IF NOT EXISTS "election_store" (
    id             smallint PRIMARY KEY CHECK (id = 1),
    format_version integer NOT NULL,
    oldest_reader  integer NOT NULL,
    epoch          text NOT NULL,
    state          text NOT NULL CHECK (state IN ('NEW', 'SETTLED')),
    settlement     uuid NOT NULL,
    watch          interval NOT NULL,
    allow          interval NOT NULL CHECK (allow <= watch),
    attributes     text[] NOT NULL,
    nonce          uuid NOT NULL
);

COMMENT ON TABLE "election_store" IS 'Election4J: one row about this namespace, written by the candidates.';
COMMENT ON COLUMN "election_store".epoch IS 'WAL timeline of the server that state speaks about.';
COMMENT ON COLUMN "election_store".oldest_reader IS 'Earliest format whose readers may take part.';
COMMENT ON COLUMN "election_store".watch IS 'How long a new epoch and a vanished record are watched; never shorter than a lease in use.';
COMMENT ON COLUMN "election_store".allow IS 'Longest lease that a session may be opened with.';
