-- Which packages records are about, and the images that are tracked. What follows from records, entries and
-- inventories is kept by distinct component, so that a fleet costs as much as its distinct packages.

CREATE TABLE affected_packages (
    ecosystem text COLLATE "C" NOT NULL,  -- with its release, folded as core.ecosystem does
    package text COLLATE "C" NOT NULL,  -- folded as well
    id text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    PRIMARY KEY (ecosystem, package, id, source)
);

CREATE INDEX affected_packages_by_record ON affected_packages (id, source);

CREATE TABLE images (
    number bigint PRIMARY KEY,
    digest text COLLATE "C" NOT NULL UNIQUE,  -- of the manifest of one platform
    reference text COLLATE "C" NOT NULL,  -- as it was first added
    platform text COLLATE "C" NOT NULL,
    distro text COLLATE "C" NOT NULL,  -- ID of os-release
    created_at bigint,  -- by its configuration
    added_at bigint NOT NULL,
    size bigint,  -- of its layers' blobs, in bytes
    inventory bytea NOT NULL  -- MessagePack, deflated
);

CREATE TABLE image_tags (
    repository text COLLATE "C" NOT NULL,
    tag text COLLATE "C" NOT NULL,
    platform text COLLATE "C" NOT NULL,
    seen_at bigint NOT NULL,  -- when the tag was first seen to name this image, after naming another
    image bigint NOT NULL,
    PRIMARY KEY (repository, tag, platform, seen_at)
);

CREATE INDEX image_tags_by_image ON image_tags (image);

-- Projections of the inventories: distinct components, and the images that hold them.

CREATE TABLE components (
    number bigint PRIMARY KEY,
    identity text COLLATE "C" NOT NULL UNIQUE,  -- SHA-256 of the content, in hex
    name text COLLATE "C" NOT NULL,
    origin text COLLATE "C" NOT NULL,
    owner text COLLATE "C" NOT NULL,  -- the origin of the distro package that owns it; empty where none does
    ecosystem text COLLATE "C" NOT NULL,  -- the purl type
    folded text COLLATE "C" NOT NULL,  -- the full name, folded as in affected_packages
    content text COLLATE "C" NOT NULL,  -- JSON: the distribution and the component, without where it lies
    is_stale bigint NOT NULL,  -- whether its findings have to be made anew
    is_missed bigint NOT NULL  -- whether nobody could judge it
);

CREATE INDEX components_by_name ON components (name);
CREATE INDEX components_by_origin ON components (origin);
CREATE INDEX components_by_owner ON components (owner) WHERE owner <> '';
CREATE INDEX components_by_package ON components (folded);
CREATE INDEX components_stale ON components (number) WHERE is_stale = 1;

CREATE TABLE image_components (
    image bigint NOT NULL,
    component bigint NOT NULL,
    PRIMARY KEY (image, component)
);

CREATE INDEX image_components_by_component ON image_components (component, image);

-- What was found in each distinct component when it was judged last: from the entries up to a size and from the
-- records of that time. Whatever changed since marks the component as stale.

CREATE TABLE component_findings (
    component bigint NOT NULL,
    vulnerability text COLLATE "C" NOT NULL,  -- the canonical id
    severity bigint NOT NULL,  -- 0 unknown, 1 none, … 6 critical
    exposure text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,  -- of our advisory; empty where there is none
    content text COLLATE "C" NOT NULL,  -- JSON
    PRIMARY KEY (component, vulnerability)
);

CREATE INDEX component_findings_by_vulnerability ON component_findings (vulnerability, component);

CREATE TABLE judgement (
    id bigint PRIMARY KEY CHECK (id = 1),
    size bigint NOT NULL,  -- how many entries the findings take into account
    coverage text COLLATE "C" NOT NULL  -- a digest of what could be judged at all
);

INSERT INTO judgement (id, size, coverage) VALUES (1, 0, '');
