-- What lists and searches read: one row for each advisory as it is now, the names it can be found by, the
-- words of its notes; and the tokens that open private distributions.

CREATE TABLE listing (
    opening INTEGER PRIMARY KEY,
    distribution TEXT NOT NULL,
    package TEXT NOT NULL,
    advisory TEXT NOT NULL,
    vulnerability TEXT NOT NULL,  -- the id it is shown under
    vulnerability_key TEXT NOT NULL,  -- sorts as people expect ids to
    status TEXT NOT NULL,
    event_type TEXT NOT NULL,
    fixed_version TEXT NOT NULL,
    event INTEGER NOT NULL,  -- the entry of the event that decides
    published INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    severity INTEGER NOT NULL DEFAULT 0,  -- follows from upstream records, as does exploited
    exploited INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX listing_by_status ON listing (distribution, status, updated);
CREATE INDEX listing_by_update ON listing (distribution, updated);
CREATE INDEX listing_by_publication ON listing (distribution, published);
CREATE INDEX listing_by_vulnerability ON listing (distribution, vulnerability_key);
CREATE INDEX listing_by_package ON listing (distribution, package, updated);
CREATE INDEX listing_by_severity ON listing (distribution, severity, updated);
CREATE INDEX listing_exploited ON listing (distribution, updated) WHERE exploited = 1;

CREATE TABLE search_words (
    opening INTEGER PRIMARY KEY,
    words TEXT NOT NULL  -- of the notes, folded, each once, separated by spaces
) STRICT;

CREATE VIRTUAL TABLE search_words_index USING fts5 (
    words, content = 'search_words', content_rowid = 'opening', detail = 'none',
    tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TRIGGER search_words_are_indexed AFTER INSERT ON search_words
BEGIN
    INSERT INTO search_words_index (rowid, words) VALUES (NEW.opening, NEW.words);
END;

CREATE TRIGGER search_words_are_unindexed AFTER DELETE ON search_words
BEGIN
    INSERT INTO search_words_index (search_words_index, rowid, words)
    VALUES ('delete', OLD.opening, OLD.words);
END;

-- Every alias and every package there ever was, folded; they are only added, as what they come from is.
CREATE TABLE search_names (
    number INTEGER PRIMARY KEY,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    UNIQUE (kind, name)
) STRICT;

CREATE INDEX search_names_by_name ON search_names (folded);

CREATE VIRTUAL TABLE search_names_index USING fts5 (
    folded, content = 'search_names', content_rowid = 'number', tokenize = 'trigram'
);

CREATE TRIGGER search_names_are_indexed AFTER INSERT ON search_names
BEGIN
    INSERT INTO search_names_index (rowid, folded) VALUES (NEW.number, NEW.folded);
END;

CREATE TRIGGER search_names_are_unindexed AFTER DELETE ON search_names
BEGIN
    INSERT INTO search_names_index (search_names_index, rowid, folded)
    VALUES ('delete', OLD.number, OLD.folded);
END;

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    distribution TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,  -- of the secret, which is kept nowhere
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
