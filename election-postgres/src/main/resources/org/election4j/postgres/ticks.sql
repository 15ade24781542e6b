-- Jobs of which each tick runs on one candidate: one row per job, rewritten by each tick; and which of them are paused. Only
-- election-jobs needs it. May be run again. A row of a job that was taken out of service may be deleted.
CREATE TABLE IF NOT EXISTS "election_tick" (
    job          text COLLATE "C" PRIMARY KEY,
    tick         timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('STARTED', 'FINISHED', 'FAILED', 'INTERRUPTED', 'RETURNED')),
    election     text NOT NULL,
    term         bigint NOT NULL CHECK (term > 0),
    candidate_id text NOT NULL,
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    missed       bigint NOT NULL,
    attempt      integer NOT NULL,
    nonce        uuid NOT NULL
) WITH (fillfactor = 50);

COMMENT ON TABLE "election_tick" IS 'Election4J: the last tick of each job that anybody started.';
COMMENT ON COLUMN "election_tick".tick IS 'The time the run was scheduled for: the name of the run.';
COMMENT ON COLUMN "election_tick".missed IS 'How many ticks between the one before and this one nobody started.';

-- A row says that no tick of the job is to be started. Whoever resumes the job deletes it.
CREATE TABLE IF NOT EXISTS "election_pause" (
    job       text COLLATE "C" PRIMARY KEY,
    paused_by text NOT NULL,
    paused_at timestamptz NOT NULL
);

COMMENT ON TABLE "election_pause" IS 'Election4J: the jobs that somebody has paused.';
