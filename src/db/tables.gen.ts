// Written by `npm run generate` from the migrations. Do not edit.
import type { ColumnType, Generated } from 'kysely'

type Time = ColumnType<Date, Date | string, Date | string>
/** Read as a value; written as JSON text, because drivers would send an array as an SQL array. */
type Json = ColumnType<unknown, string, string>
type OptionalJson = ColumnType<unknown, string | undefined, string>

export interface Tables {
  api_keys: {
    id: string
    workspace_id: string
    name: string
    environment: string
    description: Generated<string>
    scopes: string[]
    prefix: string
    secret_hash: Buffer
    expires_at: Time | null
    last_used_at: Time | null
    last_used_address: string | null
    created_by: number
    created_by_name: string
    created_at: Time
  }
  attempts: {
    delivery_id: string
    number: number
    started_at: Time
    duration_ms: number
    timings_ms: (number | null)[]
    address: string | null
    response_status: number | null
    response_headers: Json | null
    response_body: string | null
    error_code: string | null
    error_message: string | null
  }
  audit_log: {
    id: string
    workspace_id: string | null
    actor: Json
    action: string
    subject: string
    before: Json | null
    after: Json | null
    created_at: Time
  }
  backup_codes: {
    user_id: number
    code_hash: Buffer
  }
  counters: {
    workspace_id: string
    kind: string
    day: string
    n: number
  }
  customer_terms: {
    workspace_id: string
    user_id: number
    company: Generated<string>
    billing_address: Generated<string>
    shipping_address: Generated<string>
    currency: string | null
    payment_terms_days: number | null
  }
  deliveries: {
    id: string
    webhook_id: string
    event_id: number
    redelivery_of: string | null
    next_attempt_at: Time | null
    attempt_count: Generated<number>
    internal_failures: Generated<number>
    status: Generated<string>
  }
  deployment: {
    key: string
    value: string
  }
  devices: {
    user_id: number
    token_hash: Buffer
    created_at: Time
    last_seen_at: Time
  }
  engine_nodes: {
    id: string
    lease_until: Time
  }
  events: {
    id: number
    workspace_id: string
    user_id: number
    type: string
    is_test: boolean
    created_at: Time
    body: string
  }
  files: {
    id: string
    workspace_id: string
    project_id: string
    kind: string
    name: string
    bytes: number
    media_type: string
    sha256: string
    storage_key: string
    units: string | null
    geometry: Json | null
    created_at: Time
  }
  idempotency_keys: {
    id: Buffer
    workspace_id: string
    fingerprint: Buffer | null
    attempt: string
    claimed_at: Time
    created_at: Time
    status: number | null
    body: string | null
  }
  invitations: {
    id: string
    workspace_id: string
    email: string
    role: string
    name: string | null
    terms: OptionalJson
    secret_hash: Buffer
    invited_by_user: number | null
    invited_by_key: string | null
    created_at: Time
    expires_at: Time
  }
  lanes: {
    webhook_id: string
    node_id: string
  }
  mailed_links: {
    token_hash: Buffer
    purpose: string
    user_id: number | null
    email: string | null
    created_at: Time
    expires_at: Time
  }
  outbox: {
    id: string
    kind: string
    user_id: number | null
    ciphertext: Buffer
    decoy: boolean
    attempt_count: Generated<number>
    next_attempt_at: Time
    created_at: Time
    expires_at: Time
  }
  projects: {
    id: string
    workspace_id: string
    project_no: string
    customer_id: number
    name: string
    description: Generated<string>
    status: Generated<string>
    created_at: Time
  }
  schema_migrations: {
    version: number
    name: string
    checksum: string
    applied_at: Generated<Time>
  }
  second_factors: {
    user_id: number
    seed: Buffer
    created_at: Time
    confirmed_at: Time | null
    last_step: Generated<number>
  }
  sessions: {
    id: string
    user_id: number
    workspace_id: string
    role_hint: string | null
    address: string
    user_agent: string
    created_at: Time
    expires_at: Time
    last_seen_at: Time | null
  }
  sign_in_challenges: {
    token_hash: Buffer
    user_id: number
    tries: Generated<number>
    created_at: Time
    expires_at: Time
  }
  token_usage: {
    token_id: string
    day: string
    status_class: number
    n: number
  }
  tokens: {
    id: string
    workspace_id: string
    user_id: number
    name: string
    scopes: string[]
    full_access: boolean
    prefix: string
    secret_hash: Buffer
    expires_at: Time | null
    last_used_at: Time | null
    last_used_address: string | null
    created_at: Time
    revoked_at: Time | null
    replaced_by: string | null
  }
  user_organizations: {
    user_id: number
    workspace_id: string
    role: string | null
    created_at: Time
    suspended_at: Time | null
  }
  users: {
    id: Generated<number>
    email: string
    name: string
    password_hash: string
    created_at: Time
    disabled_at: Time | null
    email_verified_at: Time | null
    muted_mail: Generated<string[]>
    deleted_at: Time | null
  }
  webhook_secrets: {
    id: string
    webhook_id: string
    ciphertext: Buffer
    fingerprint: string
    created_at: Time
    activate_at: Time
    retire_at: Time | null
  }
  webhooks: {
    id: string
    workspace_id: string
    audience: string
    user_id: number
    url: string
    description: Generated<string>
    event_types: Generated<string[]>
    status: Generated<string>
    disabled_reason: string | null
    disable_on_gone: Generated<boolean>
    consecutive_failures: Generated<number>
    version: Generated<number>
    created_at: Time
    last_delivery_at: Time | null
    closing_at: Time | null
  }
  workspaces: {
    id: string
    slug: string
    name: string
    plan: Generated<string>
    time_zone: Generated<string>
    currency: Generated<string>
    mark_paid_allowed: Generated<boolean>
    letterhead: OptionalJson
    created_at: Time
  }
}
