-- What matching needs to know about the packages of an inventory.

-- name: statements_where
SELECT s.opening, a.id, s.distribution, s.package, s.status, s.event_time, s.fixed_version, e.payload
FROM advisory_states AS s
JOIN advisories AS a ON a.opening = s.opening
JOIN entries AS e ON e.sequence = s.event
WHERE

-- name: aliases_of
SELECT opening, alias FROM advisory_aliases
WHERE opening IN (EACH_INTEGER(:openings)) AND known_from <= :known AND known_to > :known

-- name: openings_with
SELECT DISTINCT opening FROM entries
WHERE opening IN (EACH_INTEGER(:openings)) AND kind = 'event' AND sequence <= :known AND payload LIKE :pattern

-- name: any_where
SELECT 1 FROM advisory_states AS s WHERE

-- name: records_of_packages
SELECT a.ecosystem, a.package, r.id, r.source, r.content
FROM affected_packages AS a JOIN records AS r ON r.id = a.id AND r.source = a.source
WHERE a.ecosystem IN (EACH_TEXT(:ecosystems)) AND a.package IN (EACH_TEXT(:packages)) AND r.is_void <= :void

-- name: covered_ecosystems
WITH RECURSIVE found (ecosystem) AS (
    SELECT min(ecosystem) FROM affected_packages
    UNION ALL
    SELECT (SELECT min(a.ecosystem) FROM affected_packages AS a WHERE a.ecosystem > found.ecosystem)
    FROM found WHERE found.ecosystem IS NOT NULL
)
SELECT ecosystem FROM found WHERE ecosystem IS NOT NULL

-- name: clusters_of
SELECT DISTINCT other.vulnerability, other.id
FROM vulnerability_ids AS one
JOIN vulnerability_ids AS other ON other.vulnerability = one.vulnerability
WHERE one.id IN (EACH_TEXT(:ids)) AND one.note = '' AND other.note = ''
