-- CAD Cloud, a customer's library of files; and the geometry of every CAD file, computed off the request path.

CREATE TABLE cad_folders (
  id           uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  customer_id  bigint NOT NULL REFERENCES users,
  parent_id    uuid,
  -- 1 at the top. A folder never moves, so this also rules out circles.
  depth        smallint NOT NULL CHECK (depth BETWEEN 1 AND 16),
  name         text NOT NULL,
  -- The name without case, made by the program so that every database folds it alike.
  name_key     text NOT NULL,
  created_at   timestamptz NOT NULL,
  UNIQUE (workspace_id, customer_id, id),
  FOREIGN KEY (workspace_id, customer_id, parent_id) REFERENCES cad_folders (workspace_id, customer_id, id)
);
CREATE UNIQUE INDEX cad_folders_name
  ON cad_folders (workspace_id, customer_id, parent_id, name_key) NULLS NOT DISTINCT;

CREATE TABLE cad_files (
  id             uuid PRIMARY KEY,
  workspace_id   uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  customer_id    bigint NOT NULL REFERENCES users,
  folder_id      uuid,
  name           text NOT NULL,
  name_key       text NOT NULL,
  -- The number of its newest version.
  newest_version integer NOT NULL CHECK (newest_version > 0),
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, customer_id, folder_id) REFERENCES cad_folders (workspace_id, customer_id, id)
);
CREATE UNIQUE INDEX cad_files_name
  ON cad_files (workspace_id, customer_id, folder_id, name_key) NULLS NOT DISTINCT;
CREATE INDEX cad_files_customer ON cad_files (workspace_id, customer_id, id);

CREATE TABLE cad_versions (
  id           uuid PRIMARY KEY,
  workspace_id uuid NOT NULL,
  file_id      uuid NOT NULL,
  version      integer NOT NULL CHECK (version > 0),
  bytes        bigint NOT NULL,
  media_type   text NOT NULL,
  sha256       text NOT NULL,
  storage_key  text NOT NULL,
  units        text CHECK (units IN ('mm', 'in')),
  created_at   timestamptz NOT NULL,
  UNIQUE (file_id, version),
  FOREIGN KEY (workspace_id, file_id) REFERENCES cad_files (workspace_id, id) ON DELETE CASCADE
);

-- One row for each file that has a shape: its place in the queue, and what was found. Its id is the file's, or the
-- version's in CAD Cloud.
CREATE TABLE geometries (
  id             uuid PRIMARY KEY,
  workspace_id   uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  file_id        uuid UNIQUE REFERENCES files ON DELETE CASCADE,
  cad_version_id uuid UNIQUE REFERENCES cad_versions ON DELETE CASCADE,
  format         text NOT NULL CHECK (format IN ('stl', 'obj', '3mf', 'step', 'iges', 'dxf')),
  -- As its owner stated them; what the file itself says comes first.
  stated_units   text CHECK (stated_units IN ('mm', 'in')),
  source_key     text NOT NULL,
  status         text NOT NULL DEFAULT 'pending'
                 CHECK (status IN ('pending', 'ready', 'needs_units', 'failed')),
  -- Changes with every claim and every new question, so that a late answer finds nothing to write to.
  run            uuid NOT NULL DEFAULT gen_random_uuid(),
  attempts       smallint NOT NULL DEFAULT 0,
  -- Nobody takes it before; while it is being computed, the end of the lease.
  not_before     timestamptz NOT NULL,
  figures        jsonb,
  reason         text,
  -- A triangulated copy for looking at. Not among the files that a backup takes: it is made again when it is missed.
  preview_key    text,
  CHECK (id IN (file_id, cad_version_id) AND num_nonnulls(file_id, cad_version_id) = 1)
);
CREATE INDEX geometries_queue ON geometries (not_before) WHERE status = 'pending';

INSERT INTO geometries (id, workspace_id, file_id, format, stated_units, source_key, not_before)
SELECT id, workspace_id, id,
       CASE extension WHEN 'stp' THEN 'step' WHEN 'igs' THEN 'iges' ELSE extension END,
       units, storage_key, created_at
FROM (SELECT *, lower(substring(name FROM '\.([^.]+)$')) AS extension FROM files WHERE kind = 'cad') AS cad
WHERE extension IN ('stl', 'obj', '3mf', 'step', 'stp', 'iges', 'igs', 'dxf');

-- Never written; a file's geometry stands in its own table.
ALTER TABLE files DROP COLUMN geometry;
