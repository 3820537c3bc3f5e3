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

-- name: openings
SELECT id, opening, distribution FROM advisories WHERE id IN (EACH_TEXT(:advisories))

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
