-- A delivery is found by its webhook and its id, which is also the order of a webhook's log: one index for both
-- instead of two, of which each delivery cost an entry when it was accepted and another when it was settled
-- (docs/decisions/0011).
ALTER TABLE deliveries DROP CONSTRAINT deliveries_pkey;
DROP INDEX deliveries_log;
ALTER TABLE deliveries ADD PRIMARY KEY (webhook_id, id);
