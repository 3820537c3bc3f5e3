-- What distributions publish.

-- name: held
SELECT distribution, package, version, name, architecture, version_key, built_at, first_seen_at, last_seen_at
FROM published_packages
WHERE distribution = :distribution AND package IN (EACH_TEXT(:packages))

-- name: packages
SELECT package, version, version_key, count(DISTINCT name)
FROM published_packages
WHERE distribution = :distribution
GROUP BY package, version, version_key

-- name: origins
SELECT DISTINCT package FROM published_packages WHERE name = :published AND distribution = :distribution
