-- What lists need besides their own statement (listing_query.py), and what keeps their rows up to date.

-- name: aliases
SELECT opening, alias FROM advisory_aliases
WHERE opening IN (EACH_INTEGER(:openings)) AND known_from <= :known AND known_to > :known
ORDER BY opening, alias

-- name: titles
SELECT i.id, v.title
FROM vulnerability_ids AS i JOIN vulnerabilities AS v ON v.id = i.vulnerability
WHERE i.id IN (EACH_TEXT(:ids)) AND i.note = ''

-- name: known_names
SELECT name FROM search_names WHERE kind = :kind AND name IN (EACH_TEXT(:names))

-- name: all_names
SELECT DISTINCT 'alias' AS kind, alias AS name FROM advisory_aliases
UNION ALL
SELECT DISTINCT 'package' AS kind, package AS name FROM advisory_states

-- name: kept_names
SELECT kind, name, folded FROM search_names

-- name: has_knowledge
SELECT 1 FROM vulnerabilities LIMIT 1

-- name: openings_of_ids
SELECT DISTINCT opening FROM advisory_aliases WHERE alias IN (EACH_TEXT(:ids)) AND known_to = :forever

-- name: refresh
UPDATE listing SET
    severity = coalesce((
        SELECT max(v.severity_rank)
        FROM advisory_aliases AS a
        JOIN vulnerability_ids AS i ON i.id = a.alias AND i.note = ''
        JOIN vulnerabilities AS v ON v.id = i.vulnerability
        WHERE a.opening = listing.opening AND a.known_to = :forever
    ), 0),
    exploited = CASE WHEN EXISTS (
        SELECT 1
        FROM advisory_aliases AS a
        JOIN vulnerability_ids AS i ON i.id = a.alias AND i.note = ''
        JOIN vulnerabilities AS v ON v.id = i.vulnerability
        WHERE a.opening = listing.opening AND a.known_to = :forever AND v.exploited_at IS NOT NULL
    ) THEN 1 ELSE 0 END

-- name: stale
SELECT l.opening, l.severity, l.exploited
FROM listing AS l
LEFT JOIN (
    SELECT a.opening AS opening, max(v.severity_rank) AS severity,
        max(CASE WHEN v.exploited_at IS NULL THEN 0 ELSE 1 END) AS exploited
    FROM advisory_aliases AS a
    JOIN vulnerability_ids AS i ON i.id = a.alias AND i.note = ''
    JOIN vulnerabilities AS v ON v.id = i.vulnerability
    WHERE a.known_to = :forever
    GROUP BY a.opening
) AS known ON known.opening = l.opening
WHERE l.severity <> coalesce(known.severity, 0) OR l.exploited <> coalesce(known.exploited, 0)
ORDER BY l.opening
