-- Where a word of a search is found. The first statements give the openings of advisories; those that ask are
-- conditions on a row of ``listing AS l``, for words that nearly every row has. Parameters end in _0, which
-- becomes the number of the word. ``!`` escapes in LIKE.

-- name: aliases [sqlite]
SELECT a.opening FROM advisory_aliases AS a
WHERE a.known_to = :forever AND a.alias IN (
    SELECT n.name FROM search_names AS n
    WHERE UNINDEXED(n.kind) = 'alias' AND n.number IN (
        SELECT rowid FROM search_names_index WHERE search_names_index MATCH :quoted_0
    )
)

-- name: aliases [postgresql]
SELECT a.opening FROM advisory_aliases AS a
WHERE a.known_to = :forever AND a.alias IN (
    SELECT n.name FROM search_names AS n
    WHERE UNINDEXED(n.kind) = 'alias' AND navwarn_grams(n.folded) @> navwarn_grams(:start_0)
    AND n.folded LIKE :part_0 ESCAPE '!'
)

-- name: packages [sqlite]
SELECT p.opening FROM listing AS p
WHERE p.distribution IN (EACH_TEXT(:distributions)) AND p.package IN (
    SELECT n.name FROM search_names AS n
    WHERE UNINDEXED(n.kind) = 'package' AND n.number IN (
        SELECT rowid FROM search_names_index WHERE search_names_index MATCH :quoted_0
    )
)

-- name: packages [postgresql]
SELECT p.opening FROM listing AS p
WHERE p.distribution IN (EACH_TEXT(:distributions)) AND p.package IN (
    SELECT n.name FROM search_names AS n
    WHERE UNINDEXED(n.kind) = 'package' AND navwarn_grams(n.folded) @> navwarn_grams(:start_0)
    AND n.folded LIKE :part_0 ESCAPE '!'
)

-- name: aliases_beginning
SELECT a.opening FROM advisory_aliases AS a
WHERE a.known_to = :forever AND a.alias IN (
    SELECT n.name FROM search_names AS n
    WHERE n.folded >= :start_0 AND n.folded < :end_0 AND UNINDEXED(n.kind) = 'alias'
)

-- name: packages_beginning
SELECT p.opening FROM listing AS p
WHERE p.distribution IN (EACH_TEXT(:distributions)) AND p.package IN (
    SELECT n.name FROM search_names AS n
    WHERE n.folded >= :start_0 AND n.folded < :end_0 AND UNINDEXED(n.kind) = 'package'
)

-- name: own_ids
SELECT o.opening AS opening FROM advisories AS o
WHERE o.id >= :own_0 AND o.id < :own_end_0

-- name: notes [sqlite]
SELECT rowid AS opening FROM search_words_index WHERE search_words_index MATCH :words_0

-- name: notes [postgresql]
SELECT w.opening FROM search_words AS w
WHERE array_to_tsvector(string_to_array(w.words, ' ')) @@ CAST(:words_0 AS tsquery)

-- name: upstream [sqlite]
SELECT a.opening FROM advisory_aliases AS a
WHERE a.known_to = :forever AND a.alias IN (
    SELECT i.id FROM vulnerability_words AS w
    JOIN vulnerabilities AS v ON v.number = w.rowid
    JOIN vulnerability_ids AS i ON i.vulnerability = v.id
    WHERE vulnerability_words MATCH :words_0
)

-- name: upstream [postgresql]
SELECT a.opening FROM advisory_aliases AS a
WHERE a.known_to = :forever AND a.alias IN (
    SELECT i.id FROM vulnerabilities AS v
    JOIN vulnerability_ids AS i ON i.vulnerability = v.id
    WHERE navwarn_words(v.title, v.description) @@ CAST(:words_0 AS tsquery)
)

-- name: ask_names
lower(l.package) LIKE :part_0 ESCAPE '!' OR EXISTS (
    SELECT 1 FROM advisory_aliases AS a
    WHERE a.opening = l.opening AND a.known_to = :forever AND lower(a.alias) LIKE :part_0 ESCAPE '!'
)

-- name: ask_names_beginning
lower(l.package) LIKE :beginning_0 ESCAPE '!' OR EXISTS (
    SELECT 1 FROM advisory_aliases AS a
    WHERE a.opening = l.opening AND a.known_to = :forever AND lower(a.alias) LIKE :beginning_0 ESCAPE '!'
)

-- name: ask_own_id
lower(l.advisory) LIKE :beginning_0 ESCAPE '!'

-- name: ask_note
EXISTS (
    SELECT 1 FROM search_words AS w
    WHERE w.opening = l.opening AND ' ' || w.words LIKE :note_0 ESCAPE '!'
)

-- name: ask_upstream [sqlite]
EXISTS (
    SELECT 1 FROM advisory_aliases AS a
    JOIN vulnerability_ids AS i ON i.id = a.alias
    JOIN vulnerabilities AS v ON v.id = i.vulnerability
    WHERE a.opening = l.opening AND a.known_to = :forever AND v.number IN (
        SELECT rowid FROM vulnerability_words WHERE vulnerability_words MATCH :words_0
    )
)

-- name: ask_upstream [postgresql]
EXISTS (
    SELECT 1 FROM advisory_aliases AS a
    JOIN vulnerability_ids AS i ON i.id = a.alias
    JOIN vulnerabilities AS v ON v.id = i.vulnerability
    WHERE a.opening = l.opening AND a.known_to = :forever
    AND navwarn_words(v.title, v.description) @@ CAST(:words_0 AS tsquery)
)
