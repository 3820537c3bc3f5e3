-- What a transaction does besides inserting and deleting whole rows (see table.py).

-- name: lock_head [sqlite]
SELECT size, root, peaks, recorded_at FROM head

-- name: lock_head [postgresql]
SELECT size, root, peaks, recorded_at FROM head FOR UPDATE

-- name: set_head
UPDATE head SET size = :size, root = :root, peaks = :peaks, recorded_at = :recorded_at

-- name: erase_private
DELETE FROM entry_private WHERE sequence = :sequence
