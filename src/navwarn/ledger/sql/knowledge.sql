-- What upstream sources say. An id leads to its vulnerabilities through vulnerability_ids.

-- name: lock [sqlite]
SELECT 1

-- name: lock [postgresql]
SELECT pg_advisory_xact_lock(5636183061238276)

-- name: held
SELECT id, source, digest, modified_at FROM records WHERE id IN (EACH_TEXT(:ids))

-- name: held_aliases
SELECT id, source, alias FROM record_aliases WHERE id IN (EACH_TEXT(:ids))

-- name: held_packages
SELECT ecosystem, package, id, source FROM affected_packages WHERE id IN (EACH_TEXT(:ids))

-- name: statements
SELECT id, alias FROM record_aliases WHERE id IN (EACH_TEXT(:ids))
UNION
SELECT id, alias FROM record_aliases WHERE alias IN (EACH_TEXT(:ids))

-- name: groups
SELECT DISTINCT vulnerability FROM vulnerability_ids WHERE id IN (EACH_TEXT(:ids))

-- name: contents
SELECT content FROM records WHERE id IN (EACH_TEXT(:ids))

-- name: listings
SELECT cve, recorded_at, catalog, is_listed, added_at, digest, content
FROM kev_entries
WHERE cve IN (EACH_TEXT(:ids))
ORDER BY cve, recorded_at

-- name: listed
SELECT cve, recorded_at, catalog, is_listed, added_at, digest, content
FROM kev_entries AS one
WHERE is_listed = 1 AND recorded_at = (SELECT max(recorded_at) FROM kev_entries WHERE cve = one.cve)

-- name: predictions
SELECT cve, scored_at, model, score, percentile
FROM epss_scores
WHERE cve IN (EACH_TEXT(:ids))
ORDER BY cve, scored_at

-- name: newest_predictions
SELECT cve, scored_at, model, score, percentile
FROM epss_scores AS one
WHERE cve IN (EACH_TEXT(:ids))
AND scored_at = (SELECT max(scored_at) FROM epss_scores WHERE cve = one.cve)

-- name: apply_predictions
UPDATE vulnerabilities
SET (epss_score, epss_percentile) = (
    SELECT score, percentile FROM epss_scores
    WHERE cve = vulnerabilities.id ORDER BY scored_at DESC LIMIT 1
)
WHERE id IN (EACH_TEXT(:ids))

-- name: summaries
SELECT id, severity, severity_rank, score, vector, scored_by, scored_as, exploited_at, epss_score,
    epss_percentile, disclosed_at, modified_at, analysis, analysis_at, flags, title, description
FROM vulnerabilities
WHERE id IN (EACH_TEXT(:ids))

-- name: memberships
SELECT id, vulnerability, note FROM vulnerability_ids WHERE vulnerability IN (EACH_TEXT(:ids))

-- name: summaries_of
SELECT i.id, v.id, v.severity, v.severity_rank, v.score, v.vector, v.scored_by, v.scored_as, v.exploited_at,
    v.epss_score, v.epss_percentile, v.disclosed_at, v.modified_at, v.analysis, v.analysis_at, v.flags, v.title,
    v.description
FROM vulnerability_ids AS i
JOIN vulnerabilities AS v ON v.id = i.vulnerability
WHERE i.id IN (EACH_TEXT(:ids)) AND i.note = ''

-- name: canonical
SELECT id, vulnerability FROM vulnerability_ids WHERE id IN (EACH_TEXT(:ids)) AND note = ''

-- name: companions
SELECT DISTINCT other.id
FROM vulnerability_ids AS one
JOIN vulnerability_ids AS other ON other.vulnerability = one.vulnerability
WHERE one.id IN (EACH_TEXT(:ids)) AND one.note = '' AND other.note = ''

-- What SQLite's search holds is taken out before rows change and put in after; PostgreSQL sees to that itself.

-- name: unindex_vulnerabilities [sqlite]
INSERT INTO vulnerability_words (vulnerability_words, rowid, title, description)
SELECT 'delete', number, title, description FROM vulnerabilities WHERE id IN (EACH_TEXT(:keys))

-- name: unindex_vulnerabilities [postgresql]
SELECT 1

-- name: index_vulnerabilities [sqlite]
INSERT INTO vulnerability_words (rowid, title, description)
SELECT number, title, description FROM vulnerabilities WHERE id IN (EACH_TEXT(:keys))

-- name: index_vulnerabilities [postgresql]
SELECT 1

-- name: unindex_vulnerability_ids [sqlite]
INSERT INTO vulnerability_grams (vulnerability_grams, rowid, id)
SELECT 'delete', i.number, i.id
FROM json_each(:keys) AS one
CROSS JOIN vulnerability_ids AS i
ON i.id = json_extract(one.value, '$[0]') AND i.vulnerability = json_extract(one.value, '$[1]')

-- name: unindex_vulnerability_ids [postgresql]
SELECT 1

-- name: index_vulnerability_ids [sqlite]
INSERT INTO vulnerability_grams (rowid, id)
SELECT i.number, i.id
FROM json_each(:keys) AS one
CROSS JOIN vulnerability_ids AS i
ON i.id = json_extract(one.value, '$[0]') AND i.vulnerability = json_extract(one.value, '$[1]')

-- name: index_vulnerability_ids [postgresql]
SELECT 1

-- name: reindex_vulnerabilities [sqlite]
INSERT INTO vulnerability_words (vulnerability_words) VALUES ('rebuild')

-- name: reindex_vulnerabilities [postgresql]
SELECT 1

-- name: reindex_vulnerability_ids [sqlite]
INSERT INTO vulnerability_grams (vulnerability_grams) VALUES ('rebuild')

-- name: reindex_vulnerability_ids [postgresql]
SELECT 1

-- name: with_id [sqlite]
SELECT i.id, i.vulnerability, i.note
FROM vulnerability_grams AS g
JOIN vulnerability_ids AS i ON i.number = g.rowid
WHERE vulnerability_grams MATCH :query
ORDER BY g.rowid DESC
LIMIT :most

-- name: with_id [postgresql]
SELECT id, vulnerability, note
FROM vulnerability_ids
WHERE navwarn_grams(id) @> navwarn_grams(:text) AND position(:text IN lower(id)) > 0
LIMIT :most

-- name: with_words [sqlite]
SELECT v.id, v.severity_rank
FROM (
    SELECT rowid AS number FROM vulnerability_words
    WHERE vulnerability_words MATCH :query ORDER BY rowid DESC LIMIT :most
) AS found
JOIN vulnerabilities AS v ON v.number = found.number

-- name: with_words [postgresql]
SELECT id, severity_rank
FROM vulnerabilities
WHERE navwarn_words(title, description) @@ to_tsquery(CAST('simple' AS regconfig), :query)
LIMIT :most

-- name: sources
SELECT name, imported_at, high_water, entity_tag, last_modified, records,
    records_read, added, changed, unchanged, older, set_aside
FROM sources
ORDER BY name

-- name: faults
SELECT place, reason FROM source_faults WHERE source = :source ORDER BY number

-- name: forget_faults
DELETE FROM source_faults WHERE source = :source

-- name: extent
SELECT count(*), max(modified_at) FROM records WHERE source = :source

-- name: extent_of_listings
SELECT count(DISTINCT cve), max(added_at) FROM kev_entries

-- name: extent_of_predictions
SELECT count(DISTINCT cve), max(scored_at) FROM epss_scores

-- name: named_after
SELECT id FROM records WHERE id > :after
UNION
SELECT cve FROM kev_entries WHERE cve > :after
ORDER BY 1
LIMIT :page

-- name: summarised_after
SELECT id FROM vulnerabilities WHERE id > :after ORDER BY id LIMIT :page

-- name: named_contents
SELECT id, source, content FROM records WHERE id IN (EACH_TEXT(:ids))
