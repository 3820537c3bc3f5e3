-- What a ledger is asked. Entries come in pages: of a page's order and bounds nothing changes while others
-- append, so that a long read needs no open cursor.

-- name: head
SELECT size, root, recorded_at FROM head

-- name: sequence_at
SELECT size FROM heads WHERE recorded_at <= :moment ORDER BY recorded_at DESC, size DESC LIMIT 1

-- name: entries
SELECT sequence, distribution, advisory, kind, payload, recorded_at, commitment
FROM entries
WHERE sequence > :after AND sequence <= :until
ORDER BY sequence
LIMIT :page

-- name: entries_by_opening
SELECT sequence, distribution, advisory, kind, payload, recorded_at, commitment, opening
FROM entries
WHERE (opening, sequence) > (:opening, :after) AND sequence <= :until
ORDER BY opening, sequence
LIMIT :page

-- name: entries_of_openings
SELECT sequence, distribution, advisory, kind, payload, recorded_at, commitment, opening
FROM entries
WHERE opening IN (EACH_INTEGER(:openings)) AND sequence <= :until
ORDER BY opening, sequence

-- name: entries_of_advisories
SELECT sequence, distribution, advisory, kind, payload, recorded_at, commitment, opening
FROM entries
WHERE opening IN (SELECT opening FROM advisories WHERE id IN (EACH_TEXT(:advisories))) AND sequence <= :until
ORDER BY opening, sequence

-- name: openings
SELECT id, opening, distribution FROM advisories WHERE id IN (EACH_TEXT(:advisories))

-- name: openings_after
SELECT DISTINCT opening FROM entries WHERE sequence > :after ORDER BY opening

-- name: rows_of_openings
SELECT opening, distribution, status, updated FROM listing
WHERE opening IN (EACH_INTEGER(:openings)) ORDER BY opening

-- name: states_of_openings
SELECT known_from, known_to, valid_from, valid_to, distribution, status, event_time, opening
FROM advisory_states
WHERE opening IN (EACH_INTEGER(:openings))

-- name: states_where
SELECT s.opening FROM advisory_states AS s WHERE

-- name: count_where
SELECT count(*) FROM advisory_states AS s WHERE

-- name: standings_where
SELECT s.opening, a.id, s.package, s.status, s.fixed_version
FROM advisory_states AS s
JOIN advisories AS a ON a.opening = s.opening
WHERE

-- name: aliases
SELECT opening, alias FROM advisory_aliases WHERE known_from <= :known AND known_to > :known

-- name: openings_of_events_with
SELECT DISTINCT opening FROM entries WHERE kind = 'event' AND sequence <= :known AND payload LIKE :pattern

-- name: packages
SELECT DISTINCT package FROM advisories
WHERE is_withdrawn = 0 AND (:distribution = '' OR distribution = :distribution)

-- name: alias_statements
SELECT DISTINCT one.alias, other.alias
FROM advisory_aliases AS one
JOIN advisory_aliases AS other ON other.opening = one.opening AND other.alias > one.alias
JOIN advisories ON advisories.opening = one.opening
WHERE one.known_to = :forever AND other.known_to = :forever AND advisories.is_withdrawn = 0
ORDER BY one.alias, other.alias

-- name: documents
SELECT package, text, digest FROM documents WHERE distribution = :distribution

-- name: documents_of_packages
SELECT package, text, digest
FROM documents
WHERE distribution = :distribution AND package IN (EACH_TEXT(:packages))

-- name: leaf_hashes
SELECT leaf FROM entries WHERE sequence <= :size ORDER BY sequence

-- name: private_words
SELECT words FROM entry_private WHERE sequence = :sequence

-- name: visible_entries_after
SELECT sequence, distribution, advisory, kind, payload, recorded_at, commitment
FROM entries
WHERE sequence > :after AND sequence <= :until AND distribution IN (EACH_TEXT(:distributions))
ORDER BY sequence
LIMIT :page

-- name: visible_entries_before
SELECT sequence, distribution, advisory, kind, payload, recorded_at, commitment
FROM entries
WHERE sequence < :before AND distribution IN (EACH_TEXT(:distributions))
ORDER BY sequence DESC
LIMIT :page

-- name: leaves
SELECT sequence, leaf FROM entries WHERE sequence IN (EACH_INTEGER(:sequences))

-- name: names_like [sqlite]
SELECT n.kind, n.name FROM search_names AS n
WHERE n.number IN (SELECT rowid FROM search_names_index WHERE search_names_index MATCH :quoted)
LIMIT :limit

-- name: names_like [postgresql]
SELECT n.kind, n.name FROM search_names AS n
WHERE navwarn_grams(n.folded) @> navwarn_grams(:start) AND n.folded LIKE :part ESCAPE '!'
LIMIT :limit

-- name: names_from
SELECT n.kind, n.name FROM search_names AS n
WHERE n.folded >= :start AND n.folded < :finish
ORDER BY n.folded
LIMIT :limit

-- name: visible_names
SELECT DISTINCT 'package' AS kind, l.package AS name, l.distribution
FROM listing AS l
WHERE l.distribution IN (EACH_TEXT(:distributions)) AND l.package IN (EACH_TEXT(:packages))
UNION ALL
SELECT DISTINCT 'alias' AS kind, a.alias AS name, '' AS distribution
FROM advisory_aliases AS a JOIN listing AS l ON l.opening = a.opening
WHERE a.alias IN (EACH_TEXT(:aliases)) AND a.known_to = :forever
AND l.distribution IN (EACH_TEXT(:distributions))

-- name: companions
SELECT DISTINCT other.alias
FROM advisory_aliases AS one
JOIN advisory_aliases AS other ON other.opening = one.opening AND other.known_to = :forever
JOIN listing AS l ON l.opening = one.opening AND l.status <> 'withdrawn'
WHERE one.alias IN (EACH_TEXT(:ids)) AND one.known_to = :forever
AND l.distribution IN (EACH_TEXT(:distributions))

-- name: packages_named
SELECT DISTINCT l.distribution FROM listing AS l
WHERE l.distribution IN (EACH_TEXT(:distributions)) AND l.package = :package

-- name: starts_by_week
SELECT s.status, (s.valid_from - :origin) / :week AS place, count(*)
FROM advisory_states AS s
WHERE s.known_from <= :known AND s.known_to > :known AND s.valid_from <= :as_of
AND s.distribution IN (EACH_TEXT(:distributions))
GROUP BY 1, 2

-- name: ends_by_week
SELECT s.status, (s.valid_to - :origin) / :week AS place, count(*)
FROM advisory_states AS s
WHERE s.known_from <= :known AND s.known_to > :known AND s.valid_to <= :as_of
AND s.distribution IN (EACH_TEXT(:distributions))
GROUP BY 1, 2

-- name: open_starts_by_week
SELECT l.severity, (s.valid_from - :origin) / :week AS place, count(*)
FROM advisory_states AS s JOIN listing AS l ON l.opening = s.opening
WHERE s.known_from <= :known AND s.known_to > :known AND s.valid_from <= :as_of
AND s.status IN (EACH_TEXT(:open)) AND s.distribution IN (EACH_TEXT(:distributions))
GROUP BY 1, 2

-- name: open_ends_by_week
SELECT l.severity, (s.valid_to - :origin) / :week AS place, count(*)
FROM advisory_states AS s JOIN listing AS l ON l.opening = s.opening
WHERE s.known_from <= :known AND s.known_to > :known AND s.valid_to <= :as_of
AND s.status IN (EACH_TEXT(:open)) AND s.distribution IN (EACH_TEXT(:distributions))
GROUP BY 1, 2

-- name: opened_by_week
SELECT (began.moment - :origin) / :week AS place, count(*)
FROM (
    SELECT min(s.valid_from) AS moment
    FROM advisory_states AS s
    WHERE s.known_from <= :known AND s.known_to > :known AND s.valid_from <= :as_of
    AND s.distribution IN (EACH_TEXT(:distributions))
    GROUP BY s.opening
) AS began
GROUP BY 1

-- name: resolved_by_week
SELECT (s.valid_from - :origin) / :week AS place, count(*)
FROM advisory_states AS s
WHERE s.known_from <= :known AND s.known_to > :known AND s.valid_from <= :as_of
AND s.status IN (EACH_TEXT(:resolved)) AND s.distribution IN (EACH_TEXT(:distributions))
AND NOT EXISTS (
    SELECT 1 FROM advisory_states AS earlier
    WHERE earlier.opening = s.opening AND earlier.valid_to = s.valid_from
    AND earlier.known_from <= :known AND earlier.known_to > :known
    AND earlier.status IN (EACH_TEXT(:resolved))
)
GROUP BY 1

-- name: fixes
SELECT s.event_time, min(f.valid_from)
FROM advisory_states AS s JOIN advisory_states AS f ON f.opening = s.opening
WHERE s.known_from <= :known AND s.known_to > :known AND s.valid_from <= :as_of AND s.valid_to > :as_of
AND s.status = 'fixed' AND s.distribution IN (EACH_TEXT(:distributions))
AND f.known_from <= :known AND f.known_to > :known
GROUP BY s.opening, s.event_time
ORDER BY s.event_time
LIMIT :limit

-- name: open_by_package
SELECT s.distribution, s.package, count(*) AS number
FROM advisory_states AS s
WHERE s.known_from <= :known AND s.known_to > :known AND s.valid_from <= :as_of AND s.valid_to > :as_of
AND s.status IN (EACH_TEXT(:open)) AND s.distribution IN (EACH_TEXT(:distributions))
GROUP BY s.distribution, s.package ORDER BY number DESC, s.package, s.distribution LIMIT :limit

-- name: open_by_component
SELECT c.component_type, count(DISTINCT c.opening) AS number
FROM advisory_components AS c JOIN advisory_states AS s ON s.opening = c.opening
WHERE c.known_from <= :known AND c.known_to > :known AND c.valid_from <= :as_of
AND s.known_from <= :known AND s.known_to > :known AND s.valid_from <= :as_of AND s.valid_to > :as_of
AND s.status IN (EACH_TEXT(:open)) AND s.distribution IN (EACH_TEXT(:distributions))
GROUP BY c.component_type ORDER BY number DESC, c.component_type LIMIT :limit

-- name: canonical_after
SELECT id FROM vulnerabilities WHERE id > :after ORDER BY id LIMIT :limit OFFSET :skip

-- name: canonical_before
SELECT id FROM vulnerabilities WHERE id < :before ORDER BY id DESC LIMIT :limit OFFSET :skip

-- name: canonical_count
SELECT count(*) FROM vulnerabilities
