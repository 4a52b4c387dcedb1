-- Second factor, devices, mails and the links in them.

ALTER TABLE users
  ADD COLUMN email_verified_at timestamptz,
  -- Families of events (`quote`, `order`, …) of which the user wants no mail.
  ADD COLUMN muted_mail        text[] NOT NULL DEFAULT '{}',
  -- The person is gone and the row holds nothing of them; records still refer to it.
  ADD COLUMN deleted_at        timestamptz;

-- Known to within a few minutes.
ALTER TABLE sessions ADD COLUMN last_seen_at timestamptz;

-- Mails that are not sent yet. Written by the transaction that causes them, deleted when they are sent.
CREATE TABLE outbox (
  id              uuid PRIMARY KEY,
  kind            text NOT NULL,
  -- Whose account it is about, by value; null for an address without one.
  user_id         bigint,
  -- Recipient, subject and text, encrypted: links in mails are secrets.
  ciphertext      bytea NOT NULL,
  -- Addressed to nobody and never sent: what a request for an unknown address writes, so that it does the same work.
  decoy           boolean NOT NULL,
  attempt_count   smallint NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  created_at      timestamptz NOT NULL,
  -- When it is of no use any more: its link is dead.
  expires_at      timestamptz NOT NULL
);
CREATE INDEX outbox_due ON outbox (next_attempt_at);
CREATE INDEX outbox_user ON outbox (user_id);

-- Links that went out by mail; each works once.
CREATE TABLE mailed_links (
  token_hash bytea PRIMARY KEY,
  purpose    text NOT NULL CHECK (purpose IN ('password_reset', 'verify_email')),
  -- Null where a reset was asked for an unknown address: nobody holds its token.
  user_id    bigint REFERENCES users ON DELETE CASCADE,
  -- The address that following a verification link proves.
  email      text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX mailed_links_user ON mailed_links (user_id, purpose);
CREATE INDEX mailed_links_expiry ON mailed_links (expires_at);

CREATE TABLE second_factors (
  user_id      bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  -- The TOTP seed, encrypted.
  seed         bytea NOT NULL,
  created_at   timestamptz NOT NULL,
  -- Null until the first code has shown that the authenticator has the seed.
  confirmed_at timestamptz,
  -- The time step of the last code taken. No code of this step or an earlier one is taken again.
  last_step    bigint NOT NULL DEFAULT 0
);

-- Each is deleted when it is used.
CREATE TABLE backup_codes (
  user_id   bigint NOT NULL REFERENCES second_factors ON DELETE CASCADE,
  code_hash bytea NOT NULL,
  PRIMARY KEY (user_id, code_hash)
);

-- Sign-ins whose password was right and whose code is still asked for.
CREATE TABLE sign_in_challenges (
  token_hash bytea PRIMARY KEY,
  user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  tries      smallint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_challenges_user ON sign_in_challenges (user_id);
CREATE INDEX sign_in_challenges_expiry ON sign_in_challenges (expires_at);

-- Browsers from which an account was signed in to, by the hash of their cookie.
CREATE TABLE devices (
  user_id      bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  token_hash   bytea NOT NULL,
  created_at   timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, token_hash)
);

-- Set when the account of a customer is deleted: no new events, and the webhook goes once nothing waits for it.
ALTER TABLE webhooks ADD COLUMN closing_at timestamptz;
CREATE INDEX webhooks_closing ON webhooks (closing_at) WHERE closing_at IS NOT NULL;
