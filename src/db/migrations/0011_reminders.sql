-- Reminders before tokens and keys expire.

-- For which expiry its owner was reminded last, and how many days ahead: the scheduler's marks.
ALTER TABLE tokens ADD COLUMN reminded_for timestamptz, ADD COLUMN reminded_days smallint;
ALTER TABLE api_keys ADD COLUMN reminded_for timestamptz, ADD COLUMN reminded_days smallint;

-- What the scheduler looks through.
CREATE INDEX tokens_expiring ON tokens (expires_at)
  WHERE expires_at IS NOT NULL AND revoked_at IS NULL AND replaced_by IS NULL;
CREATE INDEX api_keys_expiring ON api_keys (expires_at) WHERE expires_at IS NOT NULL;
