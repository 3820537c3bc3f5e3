-- Which packages records are about, and the images that are tracked. What follows from records, entries and
-- inventories is kept by distinct component, so that a fleet costs as much as its distinct packages.

CREATE TABLE affected_packages (
    ecosystem TEXT NOT NULL,  -- with its release, folded as core.ecosystem does
    package TEXT NOT NULL,  -- folded as well
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (ecosystem, package, id, source)
) STRICT, WITHOUT ROWID;

CREATE INDEX affected_packages_by_record ON affected_packages (id, source);

CREATE TABLE images (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,  -- of the manifest of one platform
    reference TEXT NOT NULL,  -- as it was first added
    platform TEXT NOT NULL,
    distro TEXT NOT NULL,  -- ID of os-release
    created_at INTEGER,  -- by its configuration
    added_at INTEGER NOT NULL,
    size INTEGER,  -- of its layers' blobs, in bytes
    inventory BLOB NOT NULL  -- MessagePack, deflated
) STRICT;

CREATE TABLE image_tags (
    repository TEXT NOT NULL,
    tag TEXT NOT NULL,
    platform TEXT NOT NULL,
    seen_at INTEGER NOT NULL,  -- when the tag was first seen to name this image, after naming another
    image INTEGER NOT NULL,
    PRIMARY KEY (repository, tag, platform, seen_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_tags_by_image ON image_tags (image);

-- Projections of the inventories: distinct components, and the images that hold them.

CREATE TABLE components (
    number INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,  -- SHA-256 of the content, in hex
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    owner TEXT NOT NULL,  -- the origin of the distro package that owns it; empty where none does
    ecosystem TEXT NOT NULL,  -- the purl type
    folded TEXT NOT NULL,  -- the full name, folded as in affected_packages
    content TEXT NOT NULL,  -- JSON: the distribution and the component, without where it lies
    is_stale INTEGER NOT NULL,  -- whether its findings have to be made anew
    is_missed INTEGER NOT NULL  -- whether nobody could judge it
) STRICT;

CREATE INDEX components_by_name ON components (name);
CREATE INDEX components_by_origin ON components (origin);
CREATE INDEX components_by_owner ON components (owner) WHERE owner <> '';
CREATE INDEX components_by_package ON components (folded);
CREATE INDEX components_stale ON components (number) WHERE is_stale = 1;

CREATE TABLE image_components (
    image INTEGER NOT NULL,
    component INTEGER NOT NULL,
    PRIMARY KEY (image, component)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_components_by_component ON image_components (component, image);

-- What was found in each distinct component when it was judged last: from the entries up to a size and from the
-- records of that time. Whatever changed since marks the component as stale.

CREATE TABLE component_findings (
    component INTEGER NOT NULL,
    vulnerability TEXT NOT NULL,  -- the canonical id
    severity INTEGER NOT NULL,  -- 0 unknown, 1 none, … 6 critical
    exposure TEXT NOT NULL,
    status TEXT NOT NULL,  -- of our advisory; empty where there is none
    content TEXT NOT NULL,  -- JSON
    PRIMARY KEY (component, vulnerability)
) STRICT, WITHOUT ROWID;

CREATE INDEX component_findings_by_vulnerability ON component_findings (vulnerability, component);

CREATE TABLE judgement (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,  -- how many entries the findings take into account
    coverage TEXT NOT NULL  -- a digest of what could be judged at all
) STRICT;

INSERT INTO judgement (id, size, coverage) VALUES (1, 0, '');
