CREATE TABLE journal_branches (
    stream_id BLOB NOT NULL,
    parent_id BLOB NOT NULL,
    fork INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    CONSTRAINT pk_journal_branches PRIMARY KEY (stream_id),
    CONSTRAINT ck_journal_branches_fork_positive CHECK (fork >= 0)
) STRICT;

CREATE TABLE unapplied_entries (
    stream_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    cause TEXT NOT NULL,
    detail TEXT,
    payload BLOB NOT NULL,
    retries INTEGER DEFAULT 0 NOT NULL,
    noticed_at TEXT NOT NULL,
    CONSTRAINT pk_unapplied_entries PRIMARY KEY (stream_id, seq),
    CONSTRAINT ck_unapplied_entries_retries_positive CHECK (retries >= 0)
) STRICT;

DROP TRIGGER journal_dense;

CREATE TRIGGER journal_dense BEFORE INSERT ON journal WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM journal WHERE stream_id = NEW.stream_id), (SELECT pulled FROM sync_cursors WHERE stream_id = NEW.stream_id), 0) OR EXISTS (SELECT 1 FROM journal WHERE entry_id = NEW.entry_id) BEGIN SELECT RAISE(ABORT, 'journal: append only, no holes'); END;

DROP TRIGGER cash_sessions_closed;

CREATE TRIGGER cash_sessions_closed BEFORE UPDATE OF status, closed_at, closing_amount, actual_amount, variance, current_step, step_start_time, is_empty ON cash_sessions WHEN OLD.status = 'CLOSED' BEGIN SELECT RAISE(ABORT, 'cash_sessions: closed'); END;
