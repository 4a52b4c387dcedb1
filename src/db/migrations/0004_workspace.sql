-- Invitations, the standing of customers, and an audit log that only grows.

-- A suspended customer's sessions and tokens are refused while this is set; nothing else changes.
ALTER TABLE user_organizations ADD COLUMN suspended_at timestamptz;

-- What a shop and a customer have agreed on. No row: nothing special.
CREATE TABLE customer_terms (
  workspace_id       uuid NOT NULL,
  user_id            bigint NOT NULL,
  company            text NOT NULL DEFAULT '',
  billing_address    text NOT NULL DEFAULT '',
  shipping_address   text NOT NULL DEFAULT '',
  -- Null: the workspace's.
  currency           text,
  -- Null: whoever writes the invoice decides.
  payment_terms_days integer,
  PRIMARY KEY (workspace_id, user_id),
  FOREIGN KEY (user_id, workspace_id) REFERENCES user_organizations (user_id, workspace_id) ON DELETE CASCADE
);

-- Open ones only: accepting or withdrawing an invitation removes it.
CREATE TABLE invitations (
  id              uuid PRIMARY KEY,
  workspace_id    uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  email           text NOT NULL,
  role            text NOT NULL,
  -- Proposed, for customers.
  name            text,
  terms           jsonb NOT NULL DEFAULT '{}',
  secret_hash     bytea NOT NULL UNIQUE,
  -- By value, exactly one of both. An invitation stands as long as who made it could make it now.
  invited_by_user bigint,
  invited_by_key  uuid,
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  CONSTRAINT invitations_invited_by CHECK ((invited_by_user IS NULL) <> (invited_by_key IS NULL))
);
CREATE INDEX invitations_workspace ON invitations (workspace_id, id);

-- Read by time, newest first; and by what was changed.
DROP INDEX audit_log_workspace;
CREATE INDEX audit_log_time ON audit_log (workspace_id, created_at DESC, id DESC);
CREATE INDEX audit_log_subject ON audit_log (workspace_id, subject, created_at DESC, id DESC);

-- A row of the audit log is written once. It goes with its workspace, or when it is older than what a retention run
-- keeps (`fabwire.audit_keep_from`). What in it tells of a person goes with the person's account, the rest stays
-- (`fabwire.audit_erase`). Both settings hold for the transaction that makes them.
CREATE FUNCTION refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.workspace_id IS NOT NULL AND NOT EXISTS (SELECT FROM workspaces WHERE id = OLD.workspace_id) THEN
      RETURN OLD;
    END IF;
    IF OLD.created_at < nullif(current_setting('fabwire.audit_keep_from', true), '')::timestamptz THEN
      RETURN OLD;
    END IF;
  ELSIF TG_OP = 'UPDATE' AND current_setting('fabwire.audit_erase', true) = 'on' THEN
    IF (OLD.id, OLD.action, OLD.subject, OLD.created_at) = (NEW.id, NEW.action, NEW.subject, NEW.created_at)
       AND OLD.workspace_id IS NOT DISTINCT FROM NEW.workspace_id THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER audit_log_rows_stay BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_stays BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
