-- Which migrations a database has seen.

-- name: create
CREATE TABLE navwarn_migrations (number bigint PRIMARY KEY, name text NOT NULL)

-- name: version
SELECT coalesce(max(number), 0) FROM navwarn_migrations

-- name: record
INSERT INTO navwarn_migrations (number, name) VALUES (:number, :name)
