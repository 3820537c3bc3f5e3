-- Tracked images: what is asked of them, and which of their components have to be judged anew.

-- name: has_images
SELECT 1 FROM images LIMIT 1

-- name: mark_by_packages
UPDATE components SET is_stale = 1
WHERE is_stale = 0 AND (
    name IN (EACH_TEXT(:packages)) OR origin IN (EACH_TEXT(:packages))
    OR (owner <> '' AND owner IN (EACH_TEXT(:packages)))
)

-- name: mark_by_records
UPDATE components SET is_stale = 1
WHERE is_stale = 0 AND (
    folded IN (SELECT package FROM affected_packages WHERE id IN (EACH_TEXT(:ids)))
    OR folded IN (EACH_TEXT(:folded))
)

-- name: packages_of_records
SELECT DISTINCT package FROM affected_packages WHERE id IN (EACH_TEXT(:ids))

-- name: distro_origins
SELECT DISTINCT origin FROM components WHERE ecosystem IN ('apk', 'deb', 'rpm')

-- name: mark_all
UPDATE components SET is_stale = 1 WHERE is_stale = 0

-- name: packages_of_aliases
SELECT DISTINCT a.package
FROM advisory_aliases AS x JOIN advisories AS a ON a.opening = x.opening
WHERE x.alias IN (EACH_TEXT(:ids))

-- name: packages_since
SELECT DISTINCT package FROM advisory_states
WHERE opening IN (SELECT opening FROM entries WHERE sequence > :size)

-- name: judged
SELECT size FROM judgement

-- name: lock [sqlite]
SELECT size FROM judgement

-- name: lock [postgresql]
SELECT size FROM judgement FOR UPDATE

-- name: coverage
SELECT coverage FROM judgement

-- name: set_coverage
UPDATE judgement SET coverage = :coverage

-- name: set_judged
UPDATE judgement SET size = :size

-- name: stale
SELECT number, content FROM components WHERE is_stale = 1 ORDER BY number LIMIT :page

-- name: has_stale
SELECT 1 FROM components WHERE is_stale = 1 LIMIT 1

-- name: set_fresh
UPDATE components SET is_stale = 0, is_missed = 0 WHERE number IN (EACH_INTEGER(:numbers))

-- name: set_missed
UPDATE components SET is_missed = 1 WHERE number IN (EACH_INTEGER(:numbers))

-- name: findings_of
SELECT component, vulnerability, severity, exposure, status, content
FROM component_findings WHERE component IN (EACH_INTEGER(:numbers))

-- name: last_image
SELECT coalesce(max(number), 0) FROM images

-- name: last_component
SELECT coalesce(max(number), 0) FROM components

-- name: known_components
SELECT identity, number FROM components WHERE identity IN (EACH_TEXT(:identities))

-- name: forget_components_of
DELETE FROM image_components WHERE image = :image

-- name: with_digest
SELECT number, digest, reference, platform, distro, created_at, added_at, size
FROM images
WHERE digest >= :start AND digest < :finish AND distro NOT IN (EACH_TEXT(:without))
ORDER BY digest LIMIT 2

-- name: with_numbers
SELECT number, digest, reference, platform, distro, created_at, added_at, size
FROM images WHERE number IN (EACH_INTEGER(:numbers)) AND distro NOT IN (EACH_TEXT(:without))

-- name: with_reference
SELECT number FROM images WHERE reference = :reference ORDER BY added_at DESC, number DESC LIMIT 1

-- name: page
SELECT number, digest, reference, platform, distro, created_at, added_at, size
FROM images
WHERE (added_at, number) < (:added_at, :number)
AND distro NOT IN (EACH_TEXT(:without))
ORDER BY added_at DESC, number DESC
LIMIT :page

-- name: page_of_repository
SELECT number, digest, reference, platform, distro, created_at, added_at, size
FROM images
WHERE (added_at, number) < (:added_at, :number)
AND number IN (SELECT image FROM image_tags WHERE repository = :repository)
AND distro NOT IN (EACH_TEXT(:without))
ORDER BY added_at DESC, number DESC
LIMIT :page

-- name: count
SELECT count(*) FROM images WHERE distro NOT IN (EACH_TEXT(:without))

-- name: count_of_repository
SELECT count(*) FROM images
WHERE number IN (SELECT image FROM image_tags WHERE repository = :repository)
AND distro NOT IN (EACH_TEXT(:without))

-- name: inventory
SELECT inventory FROM images WHERE number = :number

-- name: inventories
SELECT number, inventory FROM images WHERE number IN (EACH_INTEGER(:numbers))

-- name: all_inventories
SELECT number, inventory FROM images WHERE number > :after ORDER BY number LIMIT :page

-- name: tags_of
SELECT repository, tag, platform, seen_at, image
FROM image_tags WHERE image IN (EACH_INTEGER(:numbers))
ORDER BY seen_at, repository, tag, platform

-- name: history
SELECT repository, tag, platform, seen_at, image
FROM image_tags
WHERE repository = :repository AND (:tag = '' OR tag = :tag)
ORDER BY seen_at DESC, tag, platform

-- name: newest_of_tag
SELECT platform, image FROM image_tags
WHERE repository = :repository AND tag = :tag
ORDER BY seen_at DESC, platform

-- name: held_by
SELECT image, component FROM image_components WHERE image IN (EACH_INTEGER(:numbers)) ORDER BY image

-- name: open_among
SELECT component, vulnerability, severity FROM component_findings
WHERE component IN (EACH_INTEGER(:components)) AND exposure <> 'not-vulnerable'

-- name: missed_among
SELECT number FROM components WHERE number IN (EACH_INTEGER(:components)) AND is_missed = 1

-- name: outlines
SELECT number, distro, added_at FROM images
WHERE number IN (EACH_INTEGER(:numbers))
ORDER BY added_at DESC, number DESC

-- name: missing
SELECT 1
FROM image_components AS held JOIN components AS c ON c.number = held.component
WHERE held.image = :image AND c.is_missed = 1
AND (c.name IN (EACH_TEXT(:packages)) OR c.origin IN (EACH_TEXT(:packages)))
LIMIT 1

-- name: missing_distribution
SELECT min(c.is_missed)
FROM image_components AS held JOIN components AS c ON c.number = held.component
WHERE held.image = :image AND c.ecosystem IN ('apk', 'deb', 'rpm')

-- name: count_of_missing
SELECT count(*) FROM images
WHERE distro NOT IN (EACH_TEXT(:without)) AND (
    number IN (
        -- CROSS JOIN, for SQLite to begin with the components, of which there are few.
        SELECT held.image FROM components AS c CROSS JOIN image_components AS held
        WHERE held.component = c.number AND c.is_missed = 1
    )
    OR NOT EXISTS (SELECT 1 FROM image_components AS held WHERE held.image = images.number)
)

-- name: without_packages
SELECT inventory FROM images
WHERE distro NOT IN (EACH_TEXT(:without))
AND EXISTS (SELECT 1 FROM image_components AS held WHERE held.image = images.number)
AND NOT EXISTS (
    SELECT 1 FROM image_components AS held JOIN components AS c ON c.number = held.component
    WHERE held.image = images.number AND (c.is_missed = 1 OR c.ecosystem IN ('apk', 'deb', 'rpm'))
)

-- name: open_findings
SELECT component, content FROM component_findings
WHERE vulnerability IN (EACH_TEXT(:ids)) AND exposure <> 'not-vulnerable'
ORDER BY component, vulnerability

-- name: concerned
SELECT number FROM components
WHERE name IN (EACH_TEXT(:packages)) OR origin IN (EACH_TEXT(:packages))
OR (owner <> '' AND owner IN (EACH_TEXT(:packages)))
OR folded IN (SELECT package FROM affected_packages WHERE id IN (EACH_TEXT(:ids)))
OR number IN (SELECT component FROM component_findings WHERE vulnerability IN (EACH_TEXT(:ids)))
ORDER BY number DESC

-- name: components
SELECT number, content FROM components WHERE number IN (EACH_INTEGER(:numbers))

-- name: holders
SELECT image, component FROM image_components
WHERE component IN (EACH_INTEGER(:components))
ORDER BY image, component
