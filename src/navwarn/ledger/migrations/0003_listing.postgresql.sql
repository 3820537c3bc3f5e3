-- What lists and searches read: one row for each advisory as it is now, the names it can be found by, the
-- words of its notes; and the tokens that open private distributions.

CREATE TABLE listing (
    opening bigint PRIMARY KEY,
    distribution text COLLATE "C" NOT NULL,
    package text COLLATE "C" NOT NULL,
    advisory text COLLATE "C" NOT NULL,
    vulnerability text COLLATE "C" NOT NULL,  -- the id it is shown under
    vulnerability_key text COLLATE "C" NOT NULL,  -- sorts as people expect ids to
    status text COLLATE "C" NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    fixed_version text COLLATE "C" NOT NULL,
    event bigint NOT NULL,  -- the entry of the event that decides
    published bigint NOT NULL,
    updated bigint NOT NULL,
    severity bigint NOT NULL DEFAULT 0,  -- follows from upstream records, as does exploited
    exploited bigint NOT NULL DEFAULT 0
);

CREATE INDEX listing_by_status ON listing (distribution, status, updated, opening);
CREATE INDEX listing_by_update ON listing (distribution, updated, opening);
CREATE INDEX listing_by_publication ON listing (distribution, published, opening);
CREATE INDEX listing_by_vulnerability ON listing (distribution, vulnerability_key, opening);
CREATE INDEX listing_by_package ON listing (distribution, package, updated, opening);
CREATE INDEX listing_by_severity ON listing (distribution, severity, updated, opening);
CREATE INDEX listing_exploited ON listing (distribution, updated, opening) WHERE exploited = 1;

CREATE TABLE search_words (
    opening bigint PRIMARY KEY,
    words text COLLATE "C" NOT NULL  -- of the notes, folded, each once, separated by spaces
);

CREATE INDEX search_words_index ON search_words USING gin (array_to_tsvector(string_to_array(words, ' ')));

-- Every alias and every package there ever was, folded; they are only added, as what they come from is.
CREATE TABLE search_names (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    folded text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    UNIQUE (kind, name)
);

CREATE INDEX search_names_by_name ON search_names (folded);

CREATE INDEX search_names_index ON search_names USING gin (navwarn_grams(folded));

CREATE TABLE tokens (
    id text COLLATE "C" PRIMARY KEY,
    distribution text COLLATE "C" NOT NULL,
    digest bytea NOT NULL UNIQUE,  -- of the secret, which is kept nowhere
    label text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);
