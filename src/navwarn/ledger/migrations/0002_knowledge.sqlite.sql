-- What upstream sources say about vulnerabilities, what follows from it, and what is published. Nothing here is
-- the truth of the ledger: upstream never changes a determination (sources.md IN7).

CREATE TABLE sources (
    name TEXT PRIMARY KEY,  -- such as nvd, or alpine:v3.20/main where one kind comes in several files
    imported_at INTEGER NOT NULL,  -- the last import that came to its end
    high_water INTEGER,  -- the latest time of change that any of its records carries
    entity_tag TEXT NOT NULL,  -- what an HTTP server said last; empty for files
    last_modified TEXT NOT NULL,
    records INTEGER NOT NULL,  -- how many are held
    records_read INTEGER NOT NULL,  -- this and the following: of the last import
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    older INTEGER NOT NULL,  -- than what is held, and therefore left out
    set_aside INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source_faults (
    source TEXT NOT NULL,
    number INTEGER NOT NULL,
    place TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (source, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    digest BLOB NOT NULL,  -- SHA-256 of the content before it was deflated
    modified_at INTEGER,
    is_void INTEGER NOT NULL,  -- rejected or withdrawn
    imported_at INTEGER NOT NULL,
    content BLOB NOT NULL,  -- the decoded record: MessagePack, deflated
    PRIMARY KEY (id, source)
) STRICT;

CREATE INDEX records_by_source ON records (source, modified_at);

CREATE TABLE record_aliases (
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    alias TEXT NOT NULL,
    PRIMARY KEY (id, source, alias)
) STRICT, WITHOUT ROWID;

CREATE INDEX record_aliases_by_alias ON record_aliases (alias, id);

CREATE TABLE kev_entries (
    cve TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    catalog TEXT NOT NULL,
    is_listed INTEGER NOT NULL,  -- 0 where a whole catalogue no longer had it
    added_at INTEGER,
    digest BLOB NOT NULL,
    content TEXT NOT NULL,  -- JSON
    PRIMARY KEY (cve, recorded_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE epss_scores (
    cve TEXT NOT NULL,
    scored_at INTEGER NOT NULL,
    model TEXT NOT NULL,
    score REAL NOT NULL,
    percentile REAL NOT NULL,
    PRIMARY KEY (cve, scored_at)
) STRICT, WITHOUT ROWID;

-- Projections: one row for each vulnerability by its canonical id, and the ids that lead there.

CREATE TABLE vulnerabilities (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    severity TEXT NOT NULL,
    severity_rank INTEGER NOT NULL,  -- 0 unknown, 1 none, … 6 critical
    score REAL,
    vector TEXT NOT NULL,
    scored_by TEXT NOT NULL,
    scored_as TEXT NOT NULL,  -- in which role, such as Primary
    exploited_at INTEGER,  -- when it was added to a list of exploited vulnerabilities
    epss_score REAL,
    epss_percentile REAL,
    disclosed_at INTEGER,
    modified_at INTEGER,
    analysis TEXT NOT NULL,  -- NVD's word, such as Awaiting Analysis
    analysis_at INTEGER,
    flags TEXT NOT NULL,  -- JSON list
    title TEXT NOT NULL,
    description TEXT NOT NULL
) STRICT;

CREATE INDEX vulnerabilities_by_severity ON vulnerabilities (severity_rank);
CREATE INDEX vulnerabilities_by_exploitation ON vulnerabilities (exploited_at) WHERE exploited_at IS NOT NULL;

CREATE TABLE vulnerability_ids (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    vulnerability TEXT NOT NULL,
    note TEXT NOT NULL,  -- why the id left the group: rejected, withdrawn; empty for its members
    UNIQUE (id, vulnerability)
) STRICT;

CREATE INDEX vulnerability_ids_by_vulnerability ON vulnerability_ids (vulnerability, id);

-- Search: words of titles and descriptions, and any three or more characters of an id in a row. No triggers keep
-- these in step: from within one the index would be written row by row, which takes five times as long.

CREATE VIRTUAL TABLE vulnerability_words USING fts5 (
    title, description,
    content = 'vulnerabilities', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 0'
);

CREATE VIRTUAL TABLE vulnerability_grams USING fts5 (
    id,
    content = 'vulnerability_ids', content_rowid = 'number', tokenize = 'trigram'
);

-- What a distribution publishes, from its package indexes.

CREATE TABLE published_packages (
    distribution TEXT NOT NULL,
    package TEXT NOT NULL,  -- the origin package
    version TEXT NOT NULL,
    name TEXT NOT NULL,  -- the package itself or one of its subpackages
    architecture TEXT NOT NULL,
    version_key BLOB,  -- sorts as the version does, where the distribution's scheme has such keys
    built_at INTEGER,
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    PRIMARY KEY (distribution, package, version, name, architecture)
) STRICT, WITHOUT ROWID;

CREATE INDEX published_packages_by_name ON published_packages (name, distribution);
