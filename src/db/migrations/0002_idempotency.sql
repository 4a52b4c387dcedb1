-- What requests with an Idempotency-Key were answered, for 24 hours.

CREATE TABLE idempotency_keys (
  -- SHA-256 of the key, of who sent it and of the route it was sent to.
  id           bytea PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  -- SHA-256 of what was sent. Null while a form is still arriving.
  fingerprint  bytea,
  -- Who carries the request out, and since when as far as is known: renewed while it runs.
  attempt      uuid NOT NULL,
  claimed_at   timestamptz NOT NULL,
  created_at   timestamptz NOT NULL,
  -- Null while the request runs. Only success is remembered.
  status       smallint,
  -- JSON text without secrets.
  body         text
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
