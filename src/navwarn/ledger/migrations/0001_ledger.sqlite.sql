-- The truth: entries, the log over them, and the words that may be erased.

CREATE TABLE entries (
    sequence INTEGER PRIMARY KEY,
    opening INTEGER NOT NULL,  -- the sequence of the entry that opened the advisory
    distribution TEXT NOT NULL,
    advisory TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,  -- canonical JSON
    recorded_at INTEGER NOT NULL,  -- microseconds since 1970-01-01T00:00:00Z, as all times here
    commitment TEXT NOT NULL,
    leaf BLOB NOT NULL
) STRICT;

CREATE INDEX entries_by_opening ON entries (opening, sequence);

CREATE TABLE entry_private (
    sequence INTEGER PRIMARY KEY,
    salt BLOB NOT NULL,
    words TEXT NOT NULL
) STRICT;

CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    peaks BLOB NOT NULL,  -- the hashes of the log's complete subtrees, largest first
    recorded_at INTEGER
) STRICT;

CREATE TABLE heads (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;

CREATE INDEX heads_by_time ON heads (recorded_at, size);

CREATE TABLE documents (
    distribution TEXT NOT NULL,
    package TEXT NOT NULL,
    digest TEXT NOT NULL,
    text BLOB NOT NULL,
    PRIMARY KEY (distribution, package)
) STRICT;

-- Projections: what follows from the entries, indexed for lists at any two moments.

CREATE TABLE advisories (
    opening INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    distribution TEXT NOT NULL,
    package TEXT NOT NULL,
    is_withdrawn INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE advisory_aliases (
    opening INTEGER NOT NULL,
    alias TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    PRIMARY KEY (opening, alias, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX advisory_aliases_by_alias ON advisory_aliases (alias, opening);

CREATE TABLE advisory_components (
    opening INTEGER NOT NULL,
    event INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    component_type TEXT NOT NULL,
    PRIMARY KEY (opening, event, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX advisory_components_by_type ON advisory_components (component_type, opening);

CREATE TABLE advisory_states (
    opening INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    distribution TEXT NOT NULL,
    package TEXT NOT NULL,
    status TEXT NOT NULL,
    event INTEGER NOT NULL,
    event_type TEXT NOT NULL,
    event_time INTEGER NOT NULL,
    fixed_version TEXT NOT NULL,
    fixed_key BLOB,  -- sorts as the version does, where the distribution's scheme has such keys
    PRIMARY KEY (opening, known_from, valid_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX advisory_states_by_status
ON advisory_states (status, known_to, valid_to, event_time, distribution);
CREATE INDEX advisory_states_by_package ON advisory_states (package, distribution);

INSERT INTO head (id, size, root, peaks, recorded_at)
VALUES (1, 0, x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', x'', NULL);

-- Nothing recorded is ever changed or removed (architecture.md law 1). REPLACE deletes without asking the
-- triggers on DELETE; that a new number must be the next one stops it as well.

CREATE TRIGGER entries_are_numbered BEFORE INSERT ON entries
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM entries)
BEGIN
    SELECT raise(ABORT, 'entries are numbered without gaps');
END;

CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries
BEGIN
    SELECT raise(ABORT, 'entries are never changed');
END;

CREATE TRIGGER entries_are_not_removed BEFORE DELETE ON entries
BEGIN
    SELECT raise(ABORT, 'entries are never removed');
END;

CREATE TRIGGER heads_grow BEFORE INSERT ON heads
WHEN NEW.size <= (SELECT max(size) FROM heads)
BEGIN
    SELECT raise(ABORT, 'heads only grow');
END;

CREATE TRIGGER heads_are_not_changed BEFORE UPDATE ON heads
BEGIN
    SELECT raise(ABORT, 'heads are never changed');
END;

CREATE TRIGGER heads_are_not_removed BEFORE DELETE ON heads
BEGIN
    SELECT raise(ABORT, 'heads are never removed');
END;

CREATE TRIGGER private_words_are_not_changed BEFORE UPDATE ON entry_private
BEGIN
    SELECT raise(ABORT, 'private words are erased, never changed');
END;

CREATE TRIGGER head_is_not_removed BEFORE DELETE ON head
BEGIN
    SELECT raise(ABORT, 'the head is never removed');
END;
