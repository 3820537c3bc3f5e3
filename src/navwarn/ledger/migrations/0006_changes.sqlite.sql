-- A file counts its changes itself; PostgreSQL gets a table for them.
-- Images are judged by more of what is known than before.
UPDATE judgement SET coverage = '';
