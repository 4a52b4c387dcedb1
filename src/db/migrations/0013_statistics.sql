-- What webhooks' attempts came to, by the hour, for charts.

-- One row for each way in which attempts of an hour ended. How long they took is counted in bins, so that hours and
-- webhooks can be added up and still give a percentile: bins[i] was met counts[i] times.
CREATE TABLE webhook_statistics (
  webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  hour       timestamptz NOT NULL,
  outcome    text NOT NULL,
  -- Attempts after which their delivery was given up.
  dead       integer NOT NULL,
  bins       integer[] NOT NULL,
  counts     integer[] NOT NULL,
  PRIMARY KEY (webhook_id, hour, outcome)
);
CREATE INDEX webhook_statistics_hour ON webhook_statistics USING brin (hour) WITH (pages_per_range = 32);

-- Hours before rolled_to are in the table; those from again_from on are counted once more with the next.
CREATE TABLE statistics_mark (
  is_the_row boolean PRIMARY KEY DEFAULT true CHECK (is_the_row),
  again_from timestamptz NOT NULL,
  rolled_to  timestamptz NOT NULL
);

-- Attempts are written in the order of time, or nearly, so this finds an hour's and costs an insert next to nothing.
CREATE INDEX attempts_started ON attempts USING brin (started_at) WITH (pages_per_range = 32, autosummarize = on);
