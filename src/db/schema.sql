-- Written by `npm run generate` from the migrations. Do not edit.

CREATE SEQUENCE events_id_seq;

CREATE SEQUENCE users_id_seq;

CREATE OR REPLACE FUNCTION public.feed_bound()
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.hold_feed()
 RETURNS void
 LANGUAGE sql
AS $function$
  SELECT pg_advisory_xact_lock_shared((x'4657'::bigint << 48) | last_value) FROM events_id_seq
$function$
;

CREATE OR REPLACE FUNCTION public.refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.uuid_v7(at timestamp with time zone, sequence bigint)
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
  SELECT encode(
    substring(int8send((extract(epoch FROM at) * 1000)::bigint) FROM 3)
      || substring(int4send((28672 | (sequence & 4095)::int)) FROM 3)
      || substring(uuid_send(gen_random_uuid()) FROM 9),
    'hex')::uuid
$function$
;

CREATE TABLE api_keys (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  environment text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  scopes text[] NOT NULL,
  prefix text NOT NULL,
  secret_hash bytea NOT NULL,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_used_address text,
  created_by bigint NOT NULL,
  created_by_name text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  reminded_for timestamp with time zone,
  reminded_days smallint
);

CREATE TABLE attempts (
  delivery_id uuid NOT NULL,
  number smallint NOT NULL,
  started_at timestamp with time zone NOT NULL,
  duration_ms integer NOT NULL,
  timings_ms real[] NOT NULL,
  address text,
  response_status smallint,
  response_headers json,
  response_body text,
  error_code text,
  error_message text
) PARTITION BY RANGE (delivery_id);

CREATE TABLE attempts_default (
  delivery_id uuid NOT NULL,
  number smallint NOT NULL,
  started_at timestamp with time zone NOT NULL,
  duration_ms integer NOT NULL,
  timings_ms real[] NOT NULL,
  address text,
  response_status smallint,
  response_headers json,
  response_body text,
  error_code text,
  error_message text
);

CREATE TABLE audit_log (
  id uuid NOT NULL,
  workspace_id uuid,
  actor jsonb NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  before jsonb,
  after jsonb,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE backup_codes (
  user_id bigint NOT NULL,
  code_hash bytea NOT NULL
);

CREATE TABLE cad_files (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  customer_id bigint NOT NULL,
  folder_id uuid,
  name text NOT NULL,
  name_key text NOT NULL,
  newest_version integer NOT NULL,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL
);

CREATE TABLE cad_folders (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  customer_id bigint NOT NULL,
  parent_id uuid,
  depth smallint NOT NULL,
  name text NOT NULL,
  name_key text NOT NULL,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE cad_versions (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  file_id uuid NOT NULL,
  version integer NOT NULL,
  bytes bigint NOT NULL,
  media_type text NOT NULL,
  sha256 text NOT NULL,
  storage_key text NOT NULL,
  units text,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE counters (
  workspace_id uuid NOT NULL,
  kind text NOT NULL,
  day text NOT NULL,
  n integer NOT NULL
);

CREATE TABLE customer_terms (
  workspace_id uuid NOT NULL,
  user_id bigint NOT NULL,
  company text DEFAULT ''::text NOT NULL,
  billing_address text DEFAULT ''::text NOT NULL,
  shipping_address text DEFAULT ''::text NOT NULL,
  currency text,
  payment_terms_days integer
);

CREATE TABLE deliveries (
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  event_id bigint NOT NULL,
  redelivery_of uuid,
  next_attempt_at timestamp with time zone,
  attempt_count smallint DEFAULT 0 NOT NULL,
  internal_failures smallint DEFAULT 0 NOT NULL,
  status text DEFAULT 'pending'::text NOT NULL,
  discard_reason text
) PARTITION BY RANGE (id);

CREATE TABLE deliveries_default (
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  event_id bigint NOT NULL,
  redelivery_of uuid,
  next_attempt_at timestamp with time zone,
  attempt_count smallint DEFAULT 0 NOT NULL,
  internal_failures smallint DEFAULT 0 NOT NULL,
  status text DEFAULT 'pending'::text NOT NULL,
  discard_reason text
);

CREATE TABLE deployment (
  key text NOT NULL,
  value text NOT NULL
);

CREATE TABLE devices (
  user_id bigint NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone NOT NULL
);

CREATE TABLE engine_nodes (
  id uuid NOT NULL,
  lease_until timestamp with time zone NOT NULL
);

CREATE TABLE events (
  id bigint NOT NULL,
  workspace_id uuid NOT NULL,
  user_id bigint NOT NULL,
  type text NOT NULL,
  is_test boolean NOT NULL,
  created_at timestamp with time zone NOT NULL,
  body text NOT NULL
) PARTITION BY RANGE (id);

CREATE TABLE events_default (
  id bigint NOT NULL,
  workspace_id uuid NOT NULL,
  user_id bigint NOT NULL,
  type text NOT NULL,
  is_test boolean NOT NULL,
  created_at timestamp with time zone NOT NULL,
  body text NOT NULL
);

CREATE TABLE feed_floor (
  is_the_row boolean DEFAULT true NOT NULL,
  id bigint NOT NULL
);

CREATE TABLE files (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  project_id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  bytes bigint NOT NULL,
  media_type text NOT NULL,
  sha256 text NOT NULL,
  storage_key text NOT NULL,
  units text,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE geometries (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  file_id uuid,
  cad_version_id uuid,
  format text NOT NULL,
  stated_units text,
  source_key text NOT NULL,
  status text DEFAULT 'pending'::text NOT NULL,
  run uuid DEFAULT gen_random_uuid() NOT NULL,
  attempts smallint DEFAULT 0 NOT NULL,
  not_before timestamp with time zone NOT NULL,
  figures jsonb,
  reason text,
  preview_key text
);

CREATE TABLE idempotency_keys (
  id bytea NOT NULL,
  workspace_id uuid NOT NULL,
  fingerprint bytea,
  attempt uuid NOT NULL,
  claimed_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL,
  status smallint,
  body text
);

CREATE TABLE inbox_items (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  user_id bigint,
  type text NOT NULL,
  title text NOT NULL,
  message text NOT NULL,
  project_no text,
  url text,
  event_id bigint,
  is_test boolean DEFAULT false NOT NULL,
  read_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE inbox_marks (
  workspace_id uuid NOT NULL,
  user_id bigint NOT NULL,
  read_through bigint NOT NULL,
  read_at timestamp with time zone NOT NULL
);

CREATE TABLE inbox_reads (
  workspace_id uuid NOT NULL,
  user_id bigint NOT NULL,
  event_id bigint NOT NULL,
  read_at timestamp with time zone NOT NULL
);

CREATE TABLE invitations (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  email text NOT NULL,
  role text NOT NULL,
  name text,
  terms jsonb DEFAULT '{}'::jsonb NOT NULL,
  secret_hash bytea NOT NULL,
  invited_by_user bigint,
  invited_by_key uuid,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE invoice_charges (
  workspace_id uuid NOT NULL,
  order_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  order_charge_id uuid NOT NULL,
  amount_minor bigint NOT NULL
);

CREATE TABLE invoice_lines (
  workspace_id uuid NOT NULL,
  order_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  quantity integer NOT NULL,
  total_minor bigint NOT NULL
);

CREATE TABLE invoices (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  invoice_no text,
  order_id uuid NOT NULL,
  project_id uuid NOT NULL,
  customer_id bigint NOT NULL,
  status text NOT NULL,
  currency text NOT NULL,
  due_on date NOT NULL,
  subtotal_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  total_minor bigint NOT NULL,
  paid_minor bigint DEFAULT 0 NOT NULL,
  due_soon_sent_for date,
  overdue_sent_for date,
  is_test boolean DEFAULT false NOT NULL,
  created_at timestamp with time zone NOT NULL,
  issued_at timestamp with time zone,
  paid_at timestamp with time zone,
  voided_at timestamp with time zone
);

CREATE TABLE lanes (
  webhook_id uuid NOT NULL,
  node_id uuid NOT NULL
);

CREATE TABLE mailed_links (
  token_hash bytea NOT NULL,
  purpose text NOT NULL,
  user_id bigint,
  email text,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE message_attachments (
  workspace_id uuid NOT NULL,
  message_id uuid NOT NULL,
  file_id uuid NOT NULL,
  position integer NOT NULL
);

CREATE TABLE messages (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  customer_id bigint NOT NULL,
  project_id uuid,
  author_side text NOT NULL,
  author_id bigint,
  author_name text NOT NULL,
  body text NOT NULL,
  internal boolean DEFAULT false NOT NULL,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE ncrs (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  ncr_no text NOT NULL,
  project_id uuid NOT NULL,
  order_id uuid,
  order_line_id uuid,
  severity text NOT NULL,
  qty_affected integer NOT NULL,
  description text NOT NULL,
  internal boolean DEFAULT false NOT NULL,
  is_test boolean DEFAULT false NOT NULL,
  status text DEFAULT 'open'::text NOT NULL,
  disposition text,
  root_cause text,
  resolution text,
  created_at timestamp with time zone NOT NULL,
  resolved_at timestamp with time zone
);

CREATE TABLE order_charges (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  order_id uuid NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  label text NOT NULL,
  amount_minor bigint NOT NULL
);

CREATE TABLE order_lines (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  order_id uuid NOT NULL,
  position integer NOT NULL,
  part_name text NOT NULL,
  file_id uuid,
  cad_version_id uuid,
  process text DEFAULT ''::text NOT NULL,
  material text DEFAULT ''::text NOT NULL,
  finish text DEFAULT ''::text NOT NULL,
  tolerance text DEFAULT ''::text NOT NULL,
  threads text DEFAULT ''::text NOT NULL,
  inspection text DEFAULT ''::text NOT NULL,
  notes text DEFAULT ''::text NOT NULL,
  quantity integer NOT NULL,
  unit_price numeric(20,6) NOT NULL,
  total_minor bigint NOT NULL,
  qty_shipped integer DEFAULT 0 NOT NULL
);

CREATE TABLE orders (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  order_no text NOT NULL,
  quote_id uuid,
  project_id uuid NOT NULL,
  customer_id bigint NOT NULL,
  po_number text,
  status text NOT NULL,
  held_status text,
  currency text NOT NULL,
  subtotal_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  total_minor bigint NOT NULL,
  promised_at date,
  note text DEFAULT ''::text NOT NULL,
  is_test boolean DEFAULT false NOT NULL,
  created_at timestamp with time zone NOT NULL,
  production_started_at timestamp with time zone,
  shipped_at timestamp with time zone,
  delivered_at timestamp with time zone,
  cancelled_at timestamp with time zone
);

CREATE TABLE outbox (
  id uuid NOT NULL,
  kind text NOT NULL,
  user_id bigint,
  ciphertext bytea NOT NULL,
  decoy boolean NOT NULL,
  attempt_count smallint DEFAULT 0 NOT NULL,
  next_attempt_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE payments (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  amount_minor bigint NOT NULL,
  method text NOT NULL,
  reference text DEFAULT ''::text NOT NULL,
  received_on date NOT NULL,
  source text NOT NULL,
  created_by bigint,
  created_at timestamp with time zone NOT NULL,
  reversed_at timestamp with time zone,
  reversed_by bigint
);

CREATE TABLE projects (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  project_no text NOT NULL,
  customer_id bigint NOT NULL,
  name text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  status text DEFAULT 'draft'::text NOT NULL,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE quote_breaks (
  workspace_id uuid NOT NULL,
  quote_line_id uuid NOT NULL,
  quantity integer NOT NULL,
  unit_price numeric(20,6),
  line_total_minor bigint,
  lead_time_days integer
);

CREATE TABLE quote_charges (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  quote_id uuid NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  label text NOT NULL,
  amount_minor bigint NOT NULL
);

CREATE TABLE quote_lines (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  quote_id uuid NOT NULL,
  position integer NOT NULL,
  part_name text NOT NULL,
  file_id uuid,
  cad_version_id uuid,
  process text DEFAULT ''::text NOT NULL,
  material text DEFAULT ''::text NOT NULL,
  finish text DEFAULT ''::text NOT NULL,
  tolerance text DEFAULT ''::text NOT NULL,
  threads text DEFAULT ''::text NOT NULL,
  inspection text DEFAULT ''::text NOT NULL,
  notes text DEFAULT ''::text NOT NULL
);

CREATE TABLE quotes (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  quote_no text NOT NULL,
  revision integer DEFAULT 1 NOT NULL,
  previous_id uuid,
  project_id uuid NOT NULL,
  customer_id bigint NOT NULL,
  status text NOT NULL,
  currency text,
  valid_until date,
  note text DEFAULT ''::text NOT NULL,
  decline_reason text DEFAULT ''::text NOT NULL,
  is_test boolean DEFAULT false NOT NULL,
  submitted_at timestamp with time zone,
  ready_at timestamp with time zone,
  accepted_by bigint,
  accepted_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE replays (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  from_at timestamp with time zone NOT NULL,
  to_at timestamp with time zone NOT NULL,
  types text[] NOT NULL,
  statuses text[] NOT NULL,
  count bigint NOT NULL,
  done bigint DEFAULT 0 NOT NULL,
  status text DEFAULT 'running'::text NOT NULL,
  after_id uuid,
  next_step_at timestamp with time zone DEFAULT now() NOT NULL,
  created_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone
);

CREATE TABLE schema_migrations (
  version integer NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE second_factors (
  user_id bigint NOT NULL,
  seed bytea NOT NULL,
  created_at timestamp with time zone NOT NULL,
  confirmed_at timestamp with time zone,
  last_step bigint DEFAULT 0 NOT NULL
);

CREATE TABLE sessions (
  id uuid NOT NULL,
  user_id bigint NOT NULL,
  workspace_id uuid NOT NULL,
  role_hint text,
  address text NOT NULL,
  user_agent text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone
);

CREATE TABLE shipment_lines (
  workspace_id uuid NOT NULL,
  order_id uuid NOT NULL,
  shipment_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  quantity integer NOT NULL
);

CREATE TABLE shipments (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  shipment_no text NOT NULL,
  order_id uuid NOT NULL,
  status text NOT NULL,
  carrier text NOT NULL,
  tracking_no text NOT NULL,
  tracking_url text,
  created_at timestamp with time zone NOT NULL,
  shipped_at timestamp with time zone,
  delivered_at timestamp with time zone
);

CREATE TABLE sign_in_challenges (
  token_hash bytea NOT NULL,
  user_id bigint NOT NULL,
  tries smallint DEFAULT 0 NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE statistics_mark (
  is_the_row boolean DEFAULT true NOT NULL,
  again_from timestamp with time zone NOT NULL,
  rolled_to timestamp with time zone NOT NULL
);

CREATE TABLE token_usage (
  token_id uuid NOT NULL,
  day text NOT NULL,
  status_class smallint NOT NULL,
  n bigint NOT NULL
);

CREATE TABLE tokens (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  user_id bigint NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  full_access boolean NOT NULL,
  prefix text NOT NULL,
  secret_hash bytea NOT NULL,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_used_address text,
  created_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  replaced_by uuid,
  reminded_for timestamp with time zone,
  reminded_days smallint
);

CREATE TABLE user_organizations (
  user_id bigint NOT NULL,
  workspace_id uuid NOT NULL,
  role text,
  created_at timestamp with time zone NOT NULL,
  suspended_at timestamp with time zone
);

CREATE TABLE users (
  id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  password_hash text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  disabled_at timestamp with time zone,
  email_verified_at timestamp with time zone,
  muted_mail text[] DEFAULT '{}'::text[] NOT NULL,
  deleted_at timestamp with time zone
);

CREATE TABLE webhook_secrets (
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  ciphertext bytea NOT NULL,
  fingerprint text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  activate_at timestamp with time zone NOT NULL,
  retire_at timestamp with time zone
);

CREATE TABLE webhook_statistics (
  webhook_id uuid NOT NULL,
  hour timestamp with time zone NOT NULL,
  outcome text NOT NULL,
  dead integer NOT NULL,
  bins integer[] NOT NULL,
  counts integer[] NOT NULL
);

CREATE TABLE webhooks (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  audience text NOT NULL,
  user_id bigint NOT NULL,
  url text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  event_types text[] DEFAULT '{}'::text[] NOT NULL,
  status text DEFAULT 'enabled'::text NOT NULL,
  disabled_reason text,
  disable_on_gone boolean DEFAULT false NOT NULL,
  consecutive_failures integer DEFAULT 0 NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  created_at timestamp with time zone NOT NULL,
  last_delivery_at timestamp with time zone,
  closing_at timestamp with time zone,
  enabled_at timestamp with time zone,
  notice_due text,
  held_notices smallint DEFAULT 0 NOT NULL,
  held_noticed_at timestamp with time zone
);

CREATE TABLE workspaces (
  id uuid NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  plan text DEFAULT 'free'::text NOT NULL,
  time_zone text DEFAULT 'UTC'::text NOT NULL,
  currency text DEFAULT 'USD'::text NOT NULL,
  mark_paid_allowed boolean DEFAULT false NOT NULL,
  letterhead jsonb DEFAULT '{}'::jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL
);

ALTER TABLE api_keys ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);

ALTER TABLE api_keys ADD CONSTRAINT api_keys_secret_hash_key UNIQUE (secret_hash);

ALTER TABLE api_keys ADD CONSTRAINT api_keys_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE attempts ADD CONSTRAINT attempts_pkey PRIMARY KEY (delivery_id, number);

ALTER TABLE attempts_default ADD CONSTRAINT attempts_default_pkey PRIMARY KEY (delivery_id, number);

ALTER TABLE audit_log ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE audit_log ADD CONSTRAINT audit_log_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE backup_codes ADD CONSTRAINT backup_codes_pkey PRIMARY KEY (user_id, code_hash);

ALTER TABLE backup_codes ADD CONSTRAINT backup_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES second_factors(user_id) ON DELETE CASCADE;

ALTER TABLE cad_files ADD CONSTRAINT cad_files_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES users(id);

ALTER TABLE cad_files ADD CONSTRAINT cad_files_newest_version_check CHECK ((newest_version > 0));

ALTER TABLE cad_files ADD CONSTRAINT cad_files_pkey PRIMARY KEY (id);

ALTER TABLE cad_files ADD CONSTRAINT cad_files_workspace_id_customer_id_folder_id_fkey FOREIGN KEY (workspace_id, customer_id, folder_id) REFERENCES cad_folders(workspace_id, customer_id, id);

ALTER TABLE cad_files ADD CONSTRAINT cad_files_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE cad_files ADD CONSTRAINT cad_files_workspace_id_id_key UNIQUE (workspace_id, id);

ALTER TABLE cad_folders ADD CONSTRAINT cad_folders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES users(id);

ALTER TABLE cad_folders ADD CONSTRAINT cad_folders_depth_check CHECK (((depth >= 1) AND (depth <= 16)));

ALTER TABLE cad_folders ADD CONSTRAINT cad_folders_pkey PRIMARY KEY (id);

ALTER TABLE cad_folders ADD CONSTRAINT cad_folders_workspace_id_customer_id_id_key UNIQUE (workspace_id, customer_id, id);

ALTER TABLE cad_folders ADD CONSTRAINT cad_folders_workspace_id_customer_id_parent_id_fkey FOREIGN KEY (workspace_id, customer_id, parent_id) REFERENCES cad_folders(workspace_id, customer_id, id);

ALTER TABLE cad_folders ADD CONSTRAINT cad_folders_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE cad_versions ADD CONSTRAINT cad_versions_file_id_version_key UNIQUE (file_id, version);

ALTER TABLE cad_versions ADD CONSTRAINT cad_versions_pkey PRIMARY KEY (id);

ALTER TABLE cad_versions ADD CONSTRAINT cad_versions_units_check CHECK ((units = ANY (ARRAY['mm'::text, 'in'::text])));

ALTER TABLE cad_versions ADD CONSTRAINT cad_versions_version_check CHECK ((version > 0));

ALTER TABLE cad_versions ADD CONSTRAINT cad_versions_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES cad_files(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE counters ADD CONSTRAINT counters_pkey PRIMARY KEY (workspace_id, kind, day);

ALTER TABLE counters ADD CONSTRAINT counters_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE customer_terms ADD CONSTRAINT customer_terms_pkey PRIMARY KEY (workspace_id, user_id);

ALTER TABLE customer_terms ADD CONSTRAINT customer_terms_user_id_workspace_id_fkey FOREIGN KEY (user_id, workspace_id) REFERENCES user_organizations(user_id, workspace_id) ON DELETE CASCADE;

ALTER TABLE deliveries ADD CONSTRAINT deliveries_pkey PRIMARY KEY (webhook_id, id);

ALTER TABLE deliveries_default ADD CONSTRAINT deliveries_default_pkey PRIMARY KEY (webhook_id, id);

ALTER TABLE deployment ADD CONSTRAINT deployment_pkey PRIMARY KEY (key);

ALTER TABLE devices ADD CONSTRAINT devices_pkey PRIMARY KEY (user_id, token_hash);

ALTER TABLE devices ADD CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE engine_nodes ADD CONSTRAINT engine_nodes_pkey PRIMARY KEY (id);

ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (id);

ALTER TABLE events_default ADD CONSTRAINT events_default_pkey PRIMARY KEY (id);

ALTER TABLE feed_floor ADD CONSTRAINT feed_floor_is_the_row_check CHECK (is_the_row);

ALTER TABLE feed_floor ADD CONSTRAINT feed_floor_pkey PRIMARY KEY (is_the_row);

ALTER TABLE files ADD CONSTRAINT files_pkey PRIMARY KEY (id);

ALTER TABLE files ADD CONSTRAINT files_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES projects(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE geometries ADD CONSTRAINT geometries_cad_version_id_fkey FOREIGN KEY (cad_version_id) REFERENCES cad_versions(id) ON DELETE CASCADE;

ALTER TABLE geometries ADD CONSTRAINT geometries_cad_version_id_key UNIQUE (cad_version_id);

ALTER TABLE geometries ADD CONSTRAINT geometries_check CHECK ((((id = file_id) OR (id = cad_version_id)) AND (num_nonnulls(file_id, cad_version_id) = 1)));

ALTER TABLE geometries ADD CONSTRAINT geometries_file_id_fkey FOREIGN KEY (file_id) REFERENCES files(id) ON DELETE CASCADE;

ALTER TABLE geometries ADD CONSTRAINT geometries_file_id_key UNIQUE (file_id);

ALTER TABLE geometries ADD CONSTRAINT geometries_format_check CHECK ((format = ANY (ARRAY['stl'::text, 'obj'::text, '3mf'::text, 'step'::text, 'iges'::text, 'dxf'::text])));

ALTER TABLE geometries ADD CONSTRAINT geometries_pkey PRIMARY KEY (id);

ALTER TABLE geometries ADD CONSTRAINT geometries_stated_units_check CHECK ((stated_units = ANY (ARRAY['mm'::text, 'in'::text])));

ALTER TABLE geometries ADD CONSTRAINT geometries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'ready'::text, 'needs_units'::text, 'failed'::text])));

ALTER TABLE geometries ADD CONSTRAINT geometries_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (id);

ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE inbox_items ADD CONSTRAINT inbox_items_pkey PRIMARY KEY (id);

ALTER TABLE inbox_items ADD CONSTRAINT inbox_items_user_id_workspace_id_fkey FOREIGN KEY (user_id, workspace_id) REFERENCES user_organizations(user_id, workspace_id) ON DELETE CASCADE;

ALTER TABLE inbox_items ADD CONSTRAINT inbox_items_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE inbox_marks ADD CONSTRAINT inbox_marks_pkey PRIMARY KEY (workspace_id, user_id, read_through);

ALTER TABLE inbox_marks ADD CONSTRAINT inbox_marks_user_id_workspace_id_fkey FOREIGN KEY (user_id, workspace_id) REFERENCES user_organizations(user_id, workspace_id) ON DELETE CASCADE;

ALTER TABLE inbox_reads ADD CONSTRAINT inbox_reads_pkey PRIMARY KEY (workspace_id, user_id, event_id);

ALTER TABLE inbox_reads ADD CONSTRAINT inbox_reads_user_id_workspace_id_fkey FOREIGN KEY (user_id, workspace_id) REFERENCES user_organizations(user_id, workspace_id) ON DELETE CASCADE;

ALTER TABLE invitations ADD CONSTRAINT invitations_invited_by CHECK (((invited_by_user IS NULL) <> (invited_by_key IS NULL)));

ALTER TABLE invitations ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);

ALTER TABLE invitations ADD CONSTRAINT invitations_secret_hash_key UNIQUE (secret_hash);

ALTER TABLE invitations ADD CONSTRAINT invitations_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE invoice_charges ADD CONSTRAINT invoice_charges_pkey PRIMARY KEY (invoice_id, order_charge_id);

ALTER TABLE invoice_charges ADD CONSTRAINT invoice_charges_workspace_id_order_id_invoice_id_fkey FOREIGN KEY (workspace_id, order_id, invoice_id) REFERENCES invoices(workspace_id, order_id, id) ON DELETE CASCADE;

ALTER TABLE invoice_charges ADD CONSTRAINT invoice_charges_workspace_id_order_id_order_charge_id_fkey FOREIGN KEY (workspace_id, order_id, order_charge_id) REFERENCES order_charges(workspace_id, order_id, id) ON DELETE CASCADE;

ALTER TABLE invoice_lines ADD CONSTRAINT invoice_lines_pkey PRIMARY KEY (invoice_id, order_line_id);

ALTER TABLE invoice_lines ADD CONSTRAINT invoice_lines_quantity CHECK (((quantity > 0) AND (total_minor >= 0)));

ALTER TABLE invoice_lines ADD CONSTRAINT invoice_lines_workspace_id_order_id_invoice_id_fkey FOREIGN KEY (workspace_id, order_id, invoice_id) REFERENCES invoices(workspace_id, order_id, id) ON DELETE CASCADE;

ALTER TABLE invoice_lines ADD CONSTRAINT invoice_lines_workspace_id_order_id_order_line_id_fkey FOREIGN KEY (workspace_id, order_id, order_line_id) REFERENCES order_lines(workspace_id, order_id, id) ON DELETE CASCADE;

ALTER TABLE invoices ADD CONSTRAINT invoices_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES users(id);

ALTER TABLE invoices ADD CONSTRAINT invoices_issued CHECK ((((status = 'draft'::text) = (invoice_no IS NULL)) AND ((status = 'draft'::text) = (issued_at IS NULL))));

ALTER TABLE invoices ADD CONSTRAINT invoices_pkey PRIMARY KEY (id);

ALTER TABLE invoices ADD CONSTRAINT invoices_status CHECK ((status = ANY (ARRAY['draft'::text, 'issued'::text, 'partially_paid'::text, 'paid'::text, 'void'::text])));

ALTER TABLE invoices ADD CONSTRAINT invoices_sums CHECK (((tax_minor >= 0) AND (total_minor >= 0) AND (total_minor = (subtotal_minor + tax_minor)) AND ((paid_minor >= 0) AND (paid_minor <= total_minor))));

ALTER TABLE invoices ADD CONSTRAINT invoices_workspace_id_id_key UNIQUE (workspace_id, id);

ALTER TABLE invoices ADD CONSTRAINT invoices_workspace_id_invoice_no_key UNIQUE (workspace_id, invoice_no);

ALTER TABLE invoices ADD CONSTRAINT invoices_workspace_id_order_id_fkey FOREIGN KEY (workspace_id, order_id) REFERENCES orders(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE invoices ADD CONSTRAINT invoices_workspace_id_order_id_id_key UNIQUE (workspace_id, order_id, id);

ALTER TABLE invoices ADD CONSTRAINT invoices_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES projects(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE lanes ADD CONSTRAINT lanes_pkey PRIMARY KEY (webhook_id);

ALTER TABLE mailed_links ADD CONSTRAINT mailed_links_pkey PRIMARY KEY (token_hash);

ALTER TABLE mailed_links ADD CONSTRAINT mailed_links_purpose_check CHECK ((purpose = ANY (ARRAY['password_reset'::text, 'verify_email'::text])));

ALTER TABLE mailed_links ADD CONSTRAINT mailed_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE message_attachments ADD CONSTRAINT message_attachments_file_id_fkey FOREIGN KEY (file_id) REFERENCES files(id) ON DELETE CASCADE;

ALTER TABLE message_attachments ADD CONSTRAINT message_attachments_pkey PRIMARY KEY (message_id, file_id);

ALTER TABLE message_attachments ADD CONSTRAINT message_attachments_workspace_id_message_id_fkey FOREIGN KEY (workspace_id, message_id) REFERENCES messages(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE messages ADD CONSTRAINT messages_author CHECK ((author_side = ANY (ARRAY['customer'::text, 'shop'::text])));

ALTER TABLE messages ADD CONSTRAINT messages_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES users(id);

ALTER TABLE messages ADD CONSTRAINT messages_internal CHECK (((NOT internal) OR ((author_side = 'shop'::text) AND (project_id IS NOT NULL))));

ALTER TABLE messages ADD CONSTRAINT messages_pkey PRIMARY KEY (id);

ALTER TABLE messages ADD CONSTRAINT messages_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE messages ADD CONSTRAINT messages_workspace_id_id_key UNIQUE (workspace_id, id);

ALTER TABLE messages ADD CONSTRAINT messages_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES projects(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE ncrs ADD CONSTRAINT ncrs_disposition CHECK ((disposition = ANY (ARRAY['rework'::text, 'scrap'::text, 'use_as_is'::text, 'return'::text])));

ALTER TABLE ncrs ADD CONSTRAINT ncrs_line CHECK (((order_id IS NULL) = (order_line_id IS NULL)));

ALTER TABLE ncrs ADD CONSTRAINT ncrs_pkey PRIMARY KEY (id);

ALTER TABLE ncrs ADD CONSTRAINT ncrs_quantity CHECK ((qty_affected > 0));

ALTER TABLE ncrs ADD CONSTRAINT ncrs_severity CHECK ((severity = ANY (ARRAY['minor'::text, 'major'::text, 'critical'::text])));

ALTER TABLE ncrs ADD CONSTRAINT ncrs_status CHECK (
CASE status
    WHEN 'open'::text THEN ((disposition IS NULL) AND (resolved_at IS NULL))
    WHEN 'void'::text THEN ((disposition IS NULL) AND (resolved_at IS NULL))
    WHEN 'in_progress'::text THEN ((disposition IS NOT NULL) AND (resolved_at IS NULL))
    WHEN 'resolved'::text THEN ((disposition IS NOT NULL) AND (resolved_at IS NOT NULL) AND (resolution IS NOT NULL))
    ELSE false
END);

ALTER TABLE ncrs ADD CONSTRAINT ncrs_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE ncrs ADD CONSTRAINT ncrs_workspace_id_ncr_no_key UNIQUE (workspace_id, ncr_no);

ALTER TABLE ncrs ADD CONSTRAINT ncrs_workspace_id_order_id_order_line_id_fkey FOREIGN KEY (workspace_id, order_id, order_line_id) REFERENCES order_lines(workspace_id, order_id, id) ON DELETE CASCADE;

ALTER TABLE ncrs ADD CONSTRAINT ncrs_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES projects(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE order_charges ADD CONSTRAINT order_charges_amount CHECK (((amount_minor = 0) OR ((amount_minor < 0) = (kind = 'discount'::text))));

ALTER TABLE order_charges ADD CONSTRAINT order_charges_kind CHECK ((kind = ANY (ARRAY['setup'::text, 'tooling'::text, 'shipping'::text, 'discount'::text, 'tax'::text])));

ALTER TABLE order_charges ADD CONSTRAINT order_charges_order_id_position_key UNIQUE (order_id, "position");

ALTER TABLE order_charges ADD CONSTRAINT order_charges_pkey PRIMARY KEY (id);

ALTER TABLE order_charges ADD CONSTRAINT order_charges_workspace_id_order_id_fkey FOREIGN KEY (workspace_id, order_id) REFERENCES orders(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE order_charges ADD CONSTRAINT order_charges_workspace_id_order_id_id_key UNIQUE (workspace_id, order_id, id);

ALTER TABLE order_lines ADD CONSTRAINT order_lines_order_id_position_key UNIQUE (order_id, "position");

ALTER TABLE order_lines ADD CONSTRAINT order_lines_pkey PRIMARY KEY (id);

ALTER TABLE order_lines ADD CONSTRAINT order_lines_price CHECK (((unit_price >= (0)::numeric) AND (total_minor >= 0)));

ALTER TABLE order_lines ADD CONSTRAINT order_lines_quantity CHECK (((quantity > 0) AND ((qty_shipped >= 0) AND (qty_shipped <= quantity))));

ALTER TABLE order_lines ADD CONSTRAINT order_lines_workspace_id_order_id_fkey FOREIGN KEY (workspace_id, order_id) REFERENCES orders(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE order_lines ADD CONSTRAINT order_lines_workspace_id_order_id_id_key UNIQUE (workspace_id, order_id, id);

ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES users(id);

ALTER TABLE orders ADD CONSTRAINT orders_held CHECK ((((status = 'on_hold'::text) = (held_status IS NOT NULL)) AND (held_status = ANY (ARRAY['placed'::text, 'in_production'::text]))));

ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

ALTER TABLE orders ADD CONSTRAINT orders_status CHECK ((status = ANY (ARRAY['placed'::text, 'in_production'::text, 'partially_shipped'::text, 'shipped'::text, 'delivered'::text, 'on_hold'::text, 'cancelled'::text])));

ALTER TABLE orders ADD CONSTRAINT orders_sums CHECK (((tax_minor >= 0) AND (total_minor >= 0) AND (total_minor = (subtotal_minor + tax_minor))));

ALTER TABLE orders ADD CONSTRAINT orders_workspace_id_id_key UNIQUE (workspace_id, id);

ALTER TABLE orders ADD CONSTRAINT orders_workspace_id_order_no_key UNIQUE (workspace_id, order_no);

ALTER TABLE orders ADD CONSTRAINT orders_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES projects(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE orders ADD CONSTRAINT orders_workspace_id_quote_id_fkey FOREIGN KEY (workspace_id, quote_id) REFERENCES quotes(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE orders ADD CONSTRAINT orders_workspace_id_quote_id_key UNIQUE (workspace_id, quote_id);

ALTER TABLE outbox ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE payments ADD CONSTRAINT payments_amount CHECK ((amount_minor > 0));

ALTER TABLE payments ADD CONSTRAINT payments_pkey PRIMARY KEY (id);

ALTER TABLE payments ADD CONSTRAINT payments_reversed CHECK (((reversed_by IS NULL) OR (reversed_at IS NOT NULL)));

ALTER TABLE payments ADD CONSTRAINT payments_source CHECK ((source = ANY (ARRAY['staff'::text, 'customer'::text])));

ALTER TABLE payments ADD CONSTRAINT payments_workspace_id_id_key UNIQUE (workspace_id, id);

ALTER TABLE payments ADD CONSTRAINT payments_workspace_id_invoice_id_fkey FOREIGN KEY (workspace_id, invoice_id) REFERENCES invoices(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE projects ADD CONSTRAINT projects_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES users(id);

ALTER TABLE projects ADD CONSTRAINT projects_pkey PRIMARY KEY (id);

ALTER TABLE projects ADD CONSTRAINT projects_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE projects ADD CONSTRAINT projects_workspace_id_id_key UNIQUE (workspace_id, id);

ALTER TABLE projects ADD CONSTRAINT projects_workspace_id_project_no_key UNIQUE (workspace_id, project_no);

ALTER TABLE quote_breaks ADD CONSTRAINT quote_breaks_pkey PRIMARY KEY (quote_line_id, quantity);

ALTER TABLE quote_breaks ADD CONSTRAINT quote_breaks_price CHECK (((num_nulls(unit_price, line_total_minor, lead_time_days) = ANY (ARRAY[0, 3])) AND (unit_price >= (0)::numeric) AND (line_total_minor >= 0) AND (lead_time_days >= 0)));

ALTER TABLE quote_breaks ADD CONSTRAINT quote_breaks_quantity CHECK ((quantity > 0));

ALTER TABLE quote_breaks ADD CONSTRAINT quote_breaks_workspace_id_quote_line_id_fkey FOREIGN KEY (workspace_id, quote_line_id) REFERENCES quote_lines(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE quote_charges ADD CONSTRAINT quote_charges_amount CHECK (((amount_minor = 0) OR ((amount_minor < 0) = (kind = 'discount'::text))));

ALTER TABLE quote_charges ADD CONSTRAINT quote_charges_kind CHECK ((kind = ANY (ARRAY['setup'::text, 'tooling'::text, 'shipping'::text, 'discount'::text, 'tax'::text])));

ALTER TABLE quote_charges ADD CONSTRAINT quote_charges_pkey PRIMARY KEY (id);

ALTER TABLE quote_charges ADD CONSTRAINT quote_charges_quote_id_position_key UNIQUE (quote_id, "position");

ALTER TABLE quote_charges ADD CONSTRAINT quote_charges_workspace_id_quote_id_fkey FOREIGN KEY (workspace_id, quote_id) REFERENCES quotes(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE quote_lines ADD CONSTRAINT quote_lines_pkey PRIMARY KEY (id);

ALTER TABLE quote_lines ADD CONSTRAINT quote_lines_quote_id_position_key UNIQUE (quote_id, "position");

ALTER TABLE quote_lines ADD CONSTRAINT quote_lines_workspace_id_id_key UNIQUE (workspace_id, id);

ALTER TABLE quote_lines ADD CONSTRAINT quote_lines_workspace_id_quote_id_fkey FOREIGN KEY (workspace_id, quote_id) REFERENCES quotes(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE quotes ADD CONSTRAINT quotes_accepted CHECK (((status = 'accepted'::text) = (accepted_at IS NOT NULL)));

ALTER TABLE quotes ADD CONSTRAINT quotes_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES users(id);

ALTER TABLE quotes ADD CONSTRAINT quotes_pkey PRIMARY KEY (id);

ALTER TABLE quotes ADD CONSTRAINT quotes_ready CHECK (((status <> ALL (ARRAY['ready'::text, 'accepted'::text, 'declined'::text, 'expired'::text, 'superseded'::text])) OR ((ready_at IS NOT NULL) AND (currency IS NOT NULL))));

ALTER TABLE quotes ADD CONSTRAINT quotes_revision CHECK (((revision >= 1) AND ((revision = 1) = (previous_id IS NULL))));

ALTER TABLE quotes ADD CONSTRAINT quotes_status CHECK ((status = ANY (ARRAY['draft'::text, 'in_review'::text, 'ready'::text, 'accepted'::text, 'declined'::text, 'expired'::text, 'cancelled'::text, 'superseded'::text])));

ALTER TABLE quotes ADD CONSTRAINT quotes_submitted CHECK (((status = 'cancelled'::text) OR ((status = 'draft'::text) = (submitted_at IS NULL))));

ALTER TABLE quotes ADD CONSTRAINT quotes_workspace_id_id_key UNIQUE (workspace_id, id);

ALTER TABLE quotes ADD CONSTRAINT quotes_workspace_id_previous_id_fkey FOREIGN KEY (workspace_id, previous_id) REFERENCES quotes(workspace_id, id);

ALTER TABLE quotes ADD CONSTRAINT quotes_workspace_id_previous_id_key UNIQUE (workspace_id, previous_id);

ALTER TABLE quotes ADD CONSTRAINT quotes_workspace_id_project_id_fkey FOREIGN KEY (workspace_id, project_id) REFERENCES projects(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE quotes ADD CONSTRAINT quotes_workspace_id_quote_no_revision_key UNIQUE (workspace_id, quote_no, revision);

ALTER TABLE replays ADD CONSTRAINT replays_finished CHECK (((status = 'running'::text) = (finished_at IS NULL)));

ALTER TABLE replays ADD CONSTRAINT replays_pkey PRIMARY KEY (id);

ALTER TABLE replays ADD CONSTRAINT replays_status CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'cancelled'::text])));

ALTER TABLE replays ADD CONSTRAINT replays_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE;

ALTER TABLE replays ADD CONSTRAINT replays_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE schema_migrations ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

ALTER TABLE second_factors ADD CONSTRAINT second_factors_pkey PRIMARY KEY (user_id);

ALTER TABLE second_factors ADD CONSTRAINT second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE sessions ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE sessions ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE sessions ADD CONSTRAINT sessions_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE shipment_lines ADD CONSTRAINT shipment_lines_pkey PRIMARY KEY (shipment_id, order_line_id);

ALTER TABLE shipment_lines ADD CONSTRAINT shipment_lines_quantity CHECK ((quantity > 0));

ALTER TABLE shipment_lines ADD CONSTRAINT shipment_lines_workspace_id_order_id_order_line_id_fkey FOREIGN KEY (workspace_id, order_id, order_line_id) REFERENCES order_lines(workspace_id, order_id, id) ON DELETE CASCADE;

ALTER TABLE shipment_lines ADD CONSTRAINT shipment_lines_workspace_id_order_id_shipment_id_fkey FOREIGN KEY (workspace_id, order_id, shipment_id) REFERENCES shipments(workspace_id, order_id, id) ON DELETE CASCADE;

ALTER TABLE shipments ADD CONSTRAINT shipments_pkey PRIMARY KEY (id);

ALTER TABLE shipments ADD CONSTRAINT shipments_status CHECK ((status = ANY (ARRAY['pending'::text, 'shipped'::text, 'delivered'::text, 'exception'::text, 'returned'::text])));

ALTER TABLE shipments ADD CONSTRAINT shipments_workspace_id_order_id_fkey FOREIGN KEY (workspace_id, order_id) REFERENCES orders(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE shipments ADD CONSTRAINT shipments_workspace_id_order_id_id_key UNIQUE (workspace_id, order_id, id);

ALTER TABLE shipments ADD CONSTRAINT shipments_workspace_id_shipment_no_key UNIQUE (workspace_id, shipment_no);

ALTER TABLE sign_in_challenges ADD CONSTRAINT sign_in_challenges_pkey PRIMARY KEY (token_hash);

ALTER TABLE sign_in_challenges ADD CONSTRAINT sign_in_challenges_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE statistics_mark ADD CONSTRAINT statistics_mark_is_the_row_check CHECK (is_the_row);

ALTER TABLE statistics_mark ADD CONSTRAINT statistics_mark_pkey PRIMARY KEY (is_the_row);

ALTER TABLE token_usage ADD CONSTRAINT token_usage_day CHECK ((day ~ '^\d{4}-\d\d-\d\d$'::text));

ALTER TABLE token_usage ADD CONSTRAINT token_usage_pkey PRIMARY KEY (token_id, day, status_class);

ALTER TABLE token_usage ADD CONSTRAINT token_usage_status_class CHECK ((status_class = ANY (ARRAY[2, 4, 5])));

ALTER TABLE tokens ADD CONSTRAINT tokens_pkey PRIMARY KEY (id);

ALTER TABLE tokens ADD CONSTRAINT tokens_secret_hash_key UNIQUE (secret_hash);

ALTER TABLE tokens ADD CONSTRAINT tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE tokens ADD CONSTRAINT tokens_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE user_organizations ADD CONSTRAINT user_organizations_pkey PRIMARY KEY (user_id, workspace_id);

ALTER TABLE user_organizations ADD CONSTRAINT user_organizations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE user_organizations ADD CONSTRAINT user_organizations_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE webhook_secrets ADD CONSTRAINT webhook_secrets_pkey PRIMARY KEY (id);

ALTER TABLE webhook_secrets ADD CONSTRAINT webhook_secrets_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE;

ALTER TABLE webhook_statistics ADD CONSTRAINT webhook_statistics_pkey PRIMARY KEY (webhook_id, hour, outcome);

ALTER TABLE webhook_statistics ADD CONSTRAINT webhook_statistics_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE;

ALTER TABLE webhooks ADD CONSTRAINT webhooks_audience CHECK ((audience = ANY (ARRAY['customer'::text, 'workspace'::text])));

ALTER TABLE webhooks ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);

ALTER TABLE webhooks ADD CONSTRAINT webhooks_status CHECK (((status = 'enabled'::text) = (disabled_reason IS NULL)));

ALTER TABLE webhooks ADD CONSTRAINT webhooks_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE;

ALTER TABLE workspaces ADD CONSTRAINT workspaces_pkey PRIMARY KEY (id);

ALTER TABLE workspaces ADD CONSTRAINT workspaces_plan CHECK ((plan = ANY (ARRAY['free'::text, 'standard'::text, 'pro'::text, 'enterprise'::text])));

ALTER TABLE workspaces ADD CONSTRAINT workspaces_slug_key UNIQUE (slug);

CREATE INDEX api_keys_expiring ON public.api_keys USING btree (expires_at) WHERE (expires_at IS NOT NULL);

CREATE INDEX api_keys_workspace ON public.api_keys USING btree (workspace_id, id);

CREATE INDEX attempts_default_started_at_idx ON public.attempts_default USING brin (started_at) WITH (pages_per_range='32', autosummarize='on');

CREATE INDEX attempts_started ON ONLY public.attempts USING brin (started_at) WITH (pages_per_range='32', autosummarize='on');

CREATE INDEX audit_log_subject ON public.audit_log USING btree (workspace_id, subject, created_at DESC, id DESC);

CREATE INDEX audit_log_time ON public.audit_log USING btree (workspace_id, created_at DESC, id DESC);

CREATE INDEX cad_files_customer ON public.cad_files USING btree (workspace_id, customer_id, id);

CREATE UNIQUE INDEX cad_files_name ON public.cad_files USING btree (workspace_id, customer_id, folder_id, name_key) NULLS NOT DISTINCT;

CREATE UNIQUE INDEX cad_folders_name ON public.cad_folders USING btree (workspace_id, customer_id, parent_id, name_key) NULLS NOT DISTINCT;

CREATE INDEX deliveries_again ON ONLY public.deliveries USING btree (event_id) WHERE (redelivery_of IS NOT NULL);

CREATE INDEX deliveries_default_again ON public.deliveries_default USING btree (event_id) WHERE (redelivery_of IS NOT NULL);

CREATE INDEX deliveries_default_waiting ON public.deliveries_default USING btree (webhook_id, next_attempt_at, event_id) WHERE (status = 'pending'::text);

CREATE INDEX deliveries_default_webhook_id_id_idx ON public.deliveries_default USING btree (webhook_id, id) WHERE (status = ANY (ARRAY['dead'::text, 'discarded'::text]));

CREATE INDEX deliveries_failed ON ONLY public.deliveries USING btree (webhook_id, id) WHERE (status = ANY (ARRAY['dead'::text, 'discarded'::text]));

CREATE INDEX deliveries_waiting ON ONLY public.deliveries USING btree (webhook_id, next_attempt_at, event_id) WHERE (status = 'pending'::text);

CREATE INDEX events_customer ON ONLY public.events USING btree (workspace_id, user_id, id);

CREATE INDEX events_default_customer ON public.events_default USING btree (workspace_id, user_id, id);

CREATE INDEX events_default_workspace ON public.events_default USING btree (workspace_id, id);

CREATE INDEX events_workspace ON ONLY public.events USING btree (workspace_id, id);

CREATE INDEX files_project ON public.files USING btree (project_id, id);

CREATE INDEX geometries_queue ON public.geometries USING btree (not_before) WHERE (status = 'pending'::text);

CREATE INDEX idempotency_keys_created ON public.idempotency_keys USING btree (created_at);

CREATE INDEX inbox_items_person ON public.inbox_items USING btree (workspace_id, user_id, id);

CREATE INDEX inbox_items_unread ON public.inbox_items USING btree (workspace_id, user_id, id) WHERE (read_at IS NULL);

CREATE INDEX inbox_reads_event ON public.inbox_reads USING btree (event_id);

CREATE INDEX invitations_workspace ON public.invitations USING btree (workspace_id, id);

CREATE INDEX invoice_charges_order_charge ON public.invoice_charges USING btree (order_charge_id);

CREATE INDEX invoice_lines_order_line ON public.invoice_lines USING btree (order_line_id);

CREATE INDEX invoices_by_status ON public.invoices USING btree (workspace_id, status, id);

CREATE INDEX invoices_customer ON public.invoices USING btree (workspace_id, customer_id, id);

CREATE INDEX invoices_due ON public.invoices USING btree (due_on) WHERE (status = ANY (ARRAY['issued'::text, 'partially_paid'::text]));

CREATE INDEX invoices_order ON public.invoices USING btree (order_id, id);

CREATE INDEX invoices_project ON public.invoices USING btree (project_id, id);

CREATE INDEX lanes_node ON public.lanes USING btree (node_id);

CREATE INDEX mailed_links_expiry ON public.mailed_links USING btree (expires_at);

CREATE INDEX mailed_links_user ON public.mailed_links USING btree (user_id, purpose);

CREATE INDEX message_attachments_file ON public.message_attachments USING btree (file_id);

CREATE INDEX messages_author_person ON public.messages USING btree (author_id);

CREATE INDEX messages_general ON public.messages USING btree (workspace_id, customer_id, id) WHERE (project_id IS NULL);

CREATE INDEX messages_project ON public.messages USING btree (workspace_id, project_id, id) WHERE (project_id IS NOT NULL);

CREATE INDEX ncrs_order_line ON public.ncrs USING btree (order_line_id);

CREATE INDEX ncrs_project ON public.ncrs USING btree (project_id, id);

CREATE INDEX ncrs_workspace ON public.ncrs USING btree (workspace_id, id);

CREATE INDEX orders_by_status ON public.orders USING btree (workspace_id, status, id);

CREATE INDEX orders_customer ON public.orders USING btree (workspace_id, customer_id, id);

CREATE INDEX orders_project ON public.orders USING btree (project_id, id);

CREATE INDEX outbox_due ON public.outbox USING btree (next_attempt_at);

CREATE INDEX outbox_user ON public.outbox USING btree (user_id);

CREATE INDEX payments_invoice ON public.payments USING btree (invoice_id, id);

CREATE INDEX projects_customer ON public.projects USING btree (workspace_id, customer_id, id);

CREATE INDEX quotes_by_status ON public.quotes USING btree (workspace_id, status, id);

CREATE INDEX quotes_customer ON public.quotes USING btree (workspace_id, customer_id, id);

CREATE INDEX quotes_expiring ON public.quotes USING btree (valid_until) WHERE ((status = 'ready'::text) AND (valid_until IS NOT NULL));

CREATE INDEX quotes_project ON public.quotes USING btree (project_id, id);

CREATE INDEX replays_finished_at ON public.replays USING btree (finished_at) WHERE (finished_at IS NOT NULL);

CREATE INDEX replays_running ON public.replays USING btree (next_step_at) WHERE (status = 'running'::text);

CREATE INDEX replays_webhook ON public.replays USING btree (webhook_id, id);

CREATE INDEX sessions_user ON public.sessions USING btree (user_id);

CREATE INDEX shipment_lines_order_line ON public.shipment_lines USING btree (order_line_id);

CREATE INDEX shipments_order ON public.shipments USING btree (order_id, id);

CREATE INDEX sign_in_challenges_expiry ON public.sign_in_challenges USING btree (expires_at);

CREATE INDEX sign_in_challenges_user ON public.sign_in_challenges USING btree (user_id);

CREATE INDEX token_usage_by_day ON public.token_usage USING btree (day);

CREATE INDEX tokens_expiring ON public.tokens USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (revoked_at IS NULL) AND (replaced_by IS NULL));

CREATE INDEX tokens_user ON public.tokens USING btree (user_id, workspace_id, id);

CREATE INDEX user_organizations_workspace ON public.user_organizations USING btree (workspace_id, user_id);

CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email));

CREATE INDEX webhook_secrets_webhook ON public.webhook_secrets USING btree (webhook_id);

CREATE INDEX webhook_statistics_hour ON public.webhook_statistics USING brin (hour) WITH (pages_per_range='32');

CREATE INDEX webhooks_audience ON public.webhooks USING btree (workspace_id, audience, user_id, id);

CREATE INDEX webhooks_closing ON public.webhooks USING btree (closing_at) WHERE (closing_at IS NOT NULL);

CREATE INDEX webhooks_notice_due ON public.webhooks USING btree (id) WHERE (notice_due IS NOT NULL);

ALTER TABLE attempts ATTACH PARTITION attempts_default DEFAULT;

ALTER TABLE deliveries ATTACH PARTITION deliveries_default DEFAULT;

ALTER TABLE events ATTACH PARTITION events_default DEFAULT;

CREATE TRIGGER audit_log_rows_stay BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_log_stays BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
