-- The tokens of readers. Nothing of them enters the log.

-- name: all
SELECT id, distribution, digest, label, created_at, expires_at, revoked_at FROM tokens ORDER BY created_at, id

-- name: by_digest
SELECT id, distribution, digest, label, created_at, expires_at, revoked_at FROM tokens WHERE digest = :digest

-- name: revoke
UPDATE tokens SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL
