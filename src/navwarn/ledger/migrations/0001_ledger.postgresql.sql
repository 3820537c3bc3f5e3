-- The truth: entries, the log over them, and the words that may be erased. Text sorts by its bytes ("C"), as
-- it does on SQLite.

CREATE TABLE entries (
    sequence bigint PRIMARY KEY,
    opening bigint NOT NULL,  -- the sequence of the entry that opened the advisory
    distribution text COLLATE "C" NOT NULL,
    advisory text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    payload text COLLATE "C" NOT NULL,  -- canonical JSON
    recorded_at bigint NOT NULL,  -- microseconds since 1970-01-01T00:00:00Z, as all times here
    commitment text COLLATE "C" NOT NULL,
    leaf bytea NOT NULL
);

CREATE INDEX entries_by_opening ON entries (opening, sequence);

CREATE TABLE entry_private (
    sequence bigint PRIMARY KEY,
    salt bytea NOT NULL,
    words text COLLATE "C" NOT NULL
);

CREATE TABLE head (
    id bigint PRIMARY KEY CHECK (id = 1),
    size bigint NOT NULL,
    root bytea NOT NULL,
    peaks bytea NOT NULL,  -- the hashes of the log's complete subtrees, largest first
    recorded_at bigint
);

CREATE TABLE heads (
    size bigint PRIMARY KEY,
    root bytea NOT NULL,
    recorded_at bigint NOT NULL
);

CREATE INDEX heads_by_time ON heads (recorded_at, size);

CREATE TABLE documents (
    distribution text COLLATE "C" NOT NULL,
    package text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    text bytea NOT NULL,
    PRIMARY KEY (distribution, package)
);

-- Projections: what follows from the entries, indexed for lists at any two moments.

CREATE TABLE advisories (
    opening bigint PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    distribution text COLLATE "C" NOT NULL,
    package text COLLATE "C" NOT NULL,
    is_withdrawn bigint NOT NULL,
    opened_at bigint NOT NULL,
    updated bigint NOT NULL,
    updated_at bigint NOT NULL
);

CREATE TABLE advisory_aliases (
    opening bigint NOT NULL,
    alias text COLLATE "C" NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    PRIMARY KEY (opening, alias, known_from)
);

CREATE INDEX advisory_aliases_by_alias ON advisory_aliases (alias, opening);

CREATE TABLE advisory_components (
    opening bigint NOT NULL,
    event bigint NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    valid_from bigint NOT NULL,
    component_type text COLLATE "C" NOT NULL,
    PRIMARY KEY (opening, event, known_from)
);

CREATE INDEX advisory_components_by_type ON advisory_components (component_type, opening);

CREATE TABLE advisory_states (
    opening bigint NOT NULL,
    known_from bigint NOT NULL,
    valid_from bigint NOT NULL,
    known_to bigint NOT NULL,
    valid_to bigint NOT NULL,
    distribution text COLLATE "C" NOT NULL,
    package text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    event bigint NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    event_time bigint NOT NULL,
    fixed_version text COLLATE "C" NOT NULL,
    fixed_key bytea,  -- sorts as the version does, where the distribution's scheme has such keys
    PRIMARY KEY (opening, known_from, valid_from)
);

CREATE INDEX advisory_states_by_status
ON advisory_states (status, known_to, valid_to, event_time, distribution);
CREATE INDEX advisory_states_by_package ON advisory_states (package, distribution);

INSERT INTO head (id, size, root, peaks, recorded_at)
VALUES (1, 0, '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '\x', NULL);

-- Nothing recorded is ever changed or removed (architecture.md law 1). The function's argument is the
-- sentence that says so.

CREATE FUNCTION navwarn_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END;
$$;

CREATE FUNCTION navwarn_entries_are_numbered() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    first bigint;
    last bigint;
    added bigint;
    before bigint;
BEGIN
    SELECT min(sequence), max(sequence), count(*) INTO first, last, added FROM new_entries;
    SELECT coalesce(max(sequence), 0) INTO before FROM entries WHERE sequence < first;
    IF added > 0 AND (first <> before + 1 OR last <> before + added) THEN
        RAISE EXCEPTION 'entries are numbered without gaps'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION navwarn_heads_grow() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.size <= (SELECT max(size) FROM heads) THEN
        RAISE EXCEPTION 'heads only grow' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER entries_are_numbered AFTER INSERT ON entries
REFERENCING NEW TABLE AS new_entries
FOR EACH STATEMENT EXECUTE FUNCTION navwarn_entries_are_numbered();

CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION navwarn_refuse('entries are never changed');

CREATE TRIGGER entries_are_not_removed BEFORE DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION navwarn_refuse('entries are never removed');

CREATE TRIGGER heads_grow BEFORE INSERT ON heads
FOR EACH ROW EXECUTE FUNCTION navwarn_heads_grow();

CREATE TRIGGER heads_are_not_changed BEFORE UPDATE ON heads
FOR EACH STATEMENT EXECUTE FUNCTION navwarn_refuse('heads are never changed');

CREATE TRIGGER heads_are_not_removed BEFORE DELETE OR TRUNCATE ON heads
FOR EACH STATEMENT EXECUTE FUNCTION navwarn_refuse('heads are never removed');

CREATE TRIGGER private_words_are_not_changed BEFORE UPDATE ON entry_private
FOR EACH STATEMENT EXECUTE FUNCTION navwarn_refuse('private words are erased, never changed');

CREATE TRIGGER head_is_not_removed BEFORE DELETE OR TRUNCATE ON head
FOR EACH STATEMENT EXECUTE FUNCTION navwarn_refuse('the head is never removed');
