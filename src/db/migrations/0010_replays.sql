-- Replays of a time window, the log's filter for what failed, and how far back the feed reaches.

CREATE TABLE replays (
  id           uuid PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  webhook_id   uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  -- Which deliveries: made in [from_at, to_at), of these types and statuses; empty: all.
  from_at      timestamptz NOT NULL,
  to_at        timestamptz NOT NULL,
  types        text[] NOT NULL,
  statuses     text[] NOT NULL,
  -- How many they were at the start, and how many have been made anew.
  count        bigint NOT NULL,
  done         bigint NOT NULL DEFAULT 0,
  status       text NOT NULL DEFAULT 'running',
  -- The last delivery that a step looked at. It moves in the transaction that makes the new ones.
  after_id     uuid,
  -- By the clock of the database, which all nodes share.
  next_step_at timestamptz NOT NULL DEFAULT now(),
  created_at   timestamptz NOT NULL,
  finished_at  timestamptz,
  CONSTRAINT replays_status CHECK (status IN ('running', 'done', 'cancelled')),
  CONSTRAINT replays_finished CHECK ((status = 'running') = (finished_at IS NULL))
);
CREATE INDEX replays_running ON replays (next_step_at) WHERE status = 'running';
CREATE INDEX replays_webhook ON replays (webhook_id, id);
CREATE INDEX replays_finished_at ON replays (finished_at) WHERE finished_at IS NOT NULL;

-- Few among many: a log filtered by them must not read all that was delivered.
CREATE INDEX deliveries_failed ON deliveries (webhook_id, id) WHERE status IN ('dead', 'discarded');

-- Events up to this id may be gone. No row: none is. Retention raises it before it drops them.
CREATE TABLE feed_floor (
  is_the_row boolean PRIMARY KEY DEFAULT true CHECK (is_the_row),
  id         bigint NOT NULL
);

-- Every event up to this id is either visible to the statements that follow, or will never be. Below the highest id
-- drawn, a transaction that is still open can add events: it holds the lock of hold_feed(), whose key says above
-- which. What was drawn is read first, then who is open; the other way round, a transaction that came in between
-- would be overlooked. Plain SQL promises no such order. A new sequence says 1 before and after the first id, so under
-- the key 1 any may be drawn.
CREATE FUNCTION feed_bound() RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  drawn bigint;
  below bigint;
BEGIN
  SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO drawn FROM events_id_seq;
  SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) INTO below
  FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ShareLock' AND classid::bigint >> 16 = x'4657'::bigint
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
  RETURN least(drawn, CASE WHEN below = 1 THEN 0 ELSE below END);
END
$$;
