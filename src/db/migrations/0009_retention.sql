-- Events, deliveries and attempts by day, so that what is over is dropped with its tables (docs/decisions/0012).
--
-- Each default partition is the side table: it takes rows for which there is no day, and keeps what still waits when
-- its day is dropped. What stood in the tables so far becomes the default partition as it is: nothing is copied.
-- A day of deliveries and attempts begins with the lowest UUIDv7 of its first moment; a day of events begins with an
-- id that the sequence skips to.

ALTER TABLE deliveries ADD COLUMN discard_reason text;
ALTER TABLE events RENAME TO events_default;
ALTER TABLE deliveries RENAME TO deliveries_default;
ALTER TABLE attempts RENAME TO attempts_default;

ALTER INDEX events_pkey RENAME TO events_default_pkey;
ALTER INDEX events_workspace RENAME TO events_default_workspace;
CREATE INDEX events_default_customer ON events_default (workspace_id, user_id, id);
CREATE TABLE events (LIKE events_default INCLUDING DEFAULTS, PRIMARY KEY (id)) PARTITION BY RANGE (id);
ALTER TABLE events ATTACH PARTITION events_default DEFAULT;
CREATE INDEX events_workspace ON events (workspace_id, id);
-- A customer's feed and inbox.
CREATE INDEX events_customer ON events (workspace_id, user_id, id);

ALTER INDEX deliveries_pkey RENAME TO deliveries_default_pkey;
ALTER INDEX deliveries_waiting RENAME TO deliveries_default_waiting;
ALTER INDEX deliveries_log RENAME TO deliveries_default_log;
CREATE INDEX deliveries_default_again ON deliveries_default (event_id) WHERE redelivery_of IS NOT NULL;
CREATE TABLE deliveries (LIKE deliveries_default INCLUDING DEFAULTS, PRIMARY KEY (id)) PARTITION BY RANGE (id);
ALTER TABLE deliveries ATTACH PARTITION deliveries_default DEFAULT;
-- What a lane reads, in the order it sends; also how lanes with work are found.
CREATE INDEX deliveries_waiting ON deliveries (webhook_id, next_attempt_at, event_id) WHERE status = 'pending';
CREATE INDEX deliveries_log ON deliveries (webhook_id, id);
-- Which older events are still needed by later deliveries.
CREATE INDEX deliveries_again ON deliveries (event_id) WHERE redelivery_of IS NOT NULL;

ALTER INDEX attempts_pkey RENAME TO attempts_default_pkey;
CREATE TABLE attempts (LIKE attempts_default INCLUDING DEFAULTS, PRIMARY KEY (delivery_id, number))
  PARTITION BY RANGE (delivery_id);
ALTER TABLE attempts ATTACH PARTITION attempts_default DEFAULT;

ALTER TABLE webhooks
  -- Of the last time it was enabled again: from then on it is sent to at a rising rate.
  ADD COLUMN enabled_at      timestamptz,
  -- Why it was disabled, until its owner has been told.
  ADD COLUMN notice_due      text,
  -- How often its owner has been told that what is held will be given up, and when last.
  ADD COLUMN held_notices    smallint NOT NULL DEFAULT 0,
  ADD COLUMN held_noticed_at timestamptz;
CREATE INDEX webhooks_notice_due ON webhooks (id) WHERE notice_due IS NOT NULL;
