-- What checking asks besides whole rows.

-- name: last
SELECT coalesce(max(sequence), 0) FROM entries

-- name: erased
SELECT count(*) FROM entries
WHERE commitment <> '' AND NOT EXISTS (
    SELECT 1 FROM entry_private WHERE entry_private.sequence = entries.sequence
)

-- name: words
SELECT private.sequence, private.salt, private.words, entries.commitment
FROM entry_private AS private
LEFT JOIN entries ON entries.sequence = private.sequence
WHERE private.sequence > :after
ORDER BY private.sequence
LIMIT :page

-- name: documents
SELECT distribution, package, digest, text FROM documents ORDER BY distribution, package
