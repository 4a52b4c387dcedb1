-- What personal access tokens were used for.

-- How often each was used. It names its token without a foreign key: adding up must not wait for a change that holds
-- the token. Rows are deleted when their day is no longer shown, those of a deleted token with them.
CREATE TABLE token_usage (
  token_id     uuid NOT NULL,
  -- `2026-05-15`, in UTC: a text, because drivers take a date for a moment of their own time zone.
  day          text NOT NULL,
  -- Of the answer: 2 (and below 400) well, 4 the caller's fault, 5 ours.
  status_class smallint NOT NULL,
  n            bigint NOT NULL,
  PRIMARY KEY (token_id, day, status_class),
  CONSTRAINT token_usage_day CHECK (day ~ '^\d{4}-\d\d-\d\d$'),
  CONSTRAINT token_usage_status_class CHECK (status_class IN (2, 4, 5))
);
CREATE INDEX token_usage_by_day ON token_usage (day);
