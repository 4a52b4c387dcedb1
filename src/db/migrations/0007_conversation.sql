-- The inbox, beside the events that most of it is derived from (docs/decisions/0013).

-- What a person was told and no event tells: notices, and copies of events that retention has dropped. A row goes
-- with the membership. Rows without a user are the workspace's own copy of what its staff was told, for its keys.
CREATE TABLE inbox_items (
  id           uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  user_id      bigint,
  -- Of an event's copy its type; of a notice `notice.<family>`.
  type         text NOT NULL,
  title        text NOT NULL,
  message      text NOT NULL,
  project_no   text,
  url          text,
  -- By value: of an event that is gone.
  event_id     bigint,
  is_test      boolean NOT NULL DEFAULT false,
  read_at      timestamptz,
  created_at   timestamptz NOT NULL,
  FOREIGN KEY (user_id, workspace_id) REFERENCES user_organizations (user_id, workspace_id) ON DELETE CASCADE
);
CREATE INDEX inbox_items_person ON inbox_items (workspace_id, user_id, id);
CREATE INDEX inbox_items_unread ON inbox_items (workspace_id, user_id, id) WHERE read_at IS NULL;

-- Events that were read one by one; by value, for retention drops events without cascades.
CREATE TABLE inbox_reads (
  workspace_id uuid NOT NULL,
  user_id      bigint NOT NULL,
  event_id     bigint NOT NULL,
  read_at      timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, user_id, event_id),
  FOREIGN KEY (user_id, workspace_id) REFERENCES user_organizations (user_id, workspace_id) ON DELETE CASCADE
);
-- Retention forgets them with their events.
CREATE INDEX inbox_reads_event ON inbox_reads (event_id);

-- "All read": every event of the person up to this one, at this time at the latest.
CREATE TABLE inbox_marks (
  workspace_id uuid NOT NULL,
  user_id      bigint NOT NULL,
  read_through bigint NOT NULL,
  read_at      timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, user_id, read_through),
  FOREIGN KEY (user_id, workspace_id) REFERENCES user_organizations (user_id, workspace_id) ON DELETE CASCADE
);

-- One thread per project, and one general thread per customer of the shop: the messages without a project.
CREATE TABLE messages (
  id            uuid PRIMARY KEY,
  workspace_id  uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  customer_id   bigint NOT NULL REFERENCES users,
  project_id    uuid,
  -- `shop`: a member or a key of the workspace wrote it.
  author_side   text NOT NULL,
  -- Null for a key.
  author_id     bigint,
  -- As it was when the message was written.
  author_name   text NOT NULL,
  body          text NOT NULL,
  -- For the shop's eyes only.
  internal      boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT messages_author CHECK (author_side IN ('customer', 'shop')),
  CONSTRAINT messages_internal CHECK (NOT internal OR (author_side = 'shop' AND project_id IS NOT NULL))
);
CREATE INDEX messages_project ON messages (workspace_id, project_id, id) WHERE project_id IS NOT NULL;
CREATE INDEX messages_general ON messages (workspace_id, customer_id, id) WHERE project_id IS NULL;
CREATE INDEX messages_author_person ON messages (author_id);

-- A deleted file leaves the messages it hung on.
CREATE TABLE message_attachments (
  workspace_id uuid NOT NULL,
  message_id   uuid NOT NULL,
  file_id      uuid NOT NULL REFERENCES files ON DELETE CASCADE,
  position     integer NOT NULL,
  PRIMARY KEY (message_id, file_id),
  FOREIGN KEY (workspace_id, message_id) REFERENCES messages (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX message_attachments_file ON message_attachments (file_id);

-- Nonconformance reports.
CREATE TABLE ncrs (
  id            uuid PRIMARY KEY,
  workspace_id  uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  ncr_no        text NOT NULL,
  project_id    uuid NOT NULL,
  order_id      uuid,
  order_line_id uuid,
  severity      text NOT NULL,
  qty_affected  integer NOT NULL,
  description   text NOT NULL,
  internal      boolean NOT NULL DEFAULT false,
  is_test       boolean NOT NULL DEFAULT false,
  status        text NOT NULL DEFAULT 'open',
  disposition   text,
  root_cause    text,
  resolution    text,
  created_at    timestamptz NOT NULL,
  resolved_at   timestamptz,
  UNIQUE (workspace_id, ncr_no),
  FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, order_id, order_line_id) REFERENCES order_lines (workspace_id, order_id, id)
    ON DELETE CASCADE,
  CONSTRAINT ncrs_line CHECK ((order_id IS NULL) = (order_line_id IS NULL)),
  CONSTRAINT ncrs_quantity CHECK (qty_affected > 0),
  CONSTRAINT ncrs_severity CHECK (severity IN ('minor', 'major', 'critical')),
  CONSTRAINT ncrs_disposition CHECK (disposition IN ('rework', 'scrap', 'use_as_is', 'return')),
  CONSTRAINT ncrs_status CHECK (
    CASE status
      WHEN 'open' THEN disposition IS NULL AND resolved_at IS NULL
      WHEN 'void' THEN disposition IS NULL AND resolved_at IS NULL
      WHEN 'in_progress' THEN disposition IS NOT NULL AND resolved_at IS NULL
      WHEN 'resolved' THEN disposition IS NOT NULL AND resolved_at IS NOT NULL AND resolution IS NOT NULL
      ELSE false
    END)
);
CREATE INDEX ncrs_workspace ON ncrs (workspace_id, id);
CREATE INDEX ncrs_project ON ncrs (project_id, id);
CREATE INDEX ncrs_order_line ON ncrs (order_line_id);
