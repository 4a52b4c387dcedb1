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
    reminded_for: Time | null
    reminded_days: number | null
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
  attempts_default: {
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
  cad_files: {
    id: string
    workspace_id: string
    customer_id: number
    folder_id: string | null
    name: string
    name_key: string
    newest_version: number
    created_at: Time
    updated_at: Time
  }
  cad_folders: {
    id: string
    workspace_id: string
    customer_id: number
    parent_id: string | null
    depth: number
    name: string
    name_key: string
    created_at: Time
  }
  cad_versions: {
    id: string
    workspace_id: string
    file_id: string
    version: number
    bytes: number
    media_type: string
    sha256: string
    storage_key: string
    units: string | null
    created_at: Time
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
    discard_reason: string | null
  }
  deliveries_default: {
    id: string
    webhook_id: string
    event_id: number
    redelivery_of: string | null
    next_attempt_at: Time | null
    attempt_count: Generated<number>
    internal_failures: Generated<number>
    status: Generated<string>
    discard_reason: string | null
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
  events_default: {
    id: number
    workspace_id: string
    user_id: number
    type: string
    is_test: boolean
    created_at: Time
    body: string
  }
  feed_floor: {
    is_the_row: Generated<boolean>
    id: number
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
    created_at: Time
  }
  geometries: {
    id: string
    workspace_id: string
    file_id: string | null
    cad_version_id: string | null
    format: string
    stated_units: string | null
    source_key: string
    status: Generated<string>
    run: Generated<string>
    attempts: Generated<number>
    not_before: Time
    figures: Json | null
    reason: string | null
    preview_key: string | null
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
  inbox_items: {
    id: string
    workspace_id: string
    user_id: number | null
    type: string
    title: string
    message: string
    project_no: string | null
    url: string | null
    event_id: number | null
    is_test: Generated<boolean>
    read_at: Time | null
    created_at: Time
  }
  inbox_marks: {
    workspace_id: string
    user_id: number
    read_through: number
    read_at: Time
  }
  inbox_reads: {
    workspace_id: string
    user_id: number
    event_id: number
    read_at: Time
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
  invoice_charges: {
    workspace_id: string
    order_id: string
    invoice_id: string
    order_charge_id: string
    amount_minor: number
  }
  invoice_lines: {
    workspace_id: string
    order_id: string
    invoice_id: string
    order_line_id: string
    quantity: number
    total_minor: number
  }
  invoices: {
    id: string
    workspace_id: string
    invoice_no: string | null
    order_id: string
    project_id: string
    customer_id: number
    status: string
    currency: string
    due_on: string
    subtotal_minor: number
    tax_minor: number
    total_minor: number
    paid_minor: Generated<number>
    due_soon_sent_for: string | null
    overdue_sent_for: string | null
    is_test: Generated<boolean>
    created_at: Time
    issued_at: Time | null
    paid_at: Time | null
    voided_at: Time | null
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
  message_attachments: {
    workspace_id: string
    message_id: string
    file_id: string
    position: number
  }
  messages: {
    id: string
    workspace_id: string
    customer_id: number
    project_id: string | null
    author_side: string
    author_id: number | null
    author_name: string
    body: string
    internal: Generated<boolean>
    created_at: Time
  }
  ncrs: {
    id: string
    workspace_id: string
    ncr_no: string
    project_id: string
    order_id: string | null
    order_line_id: string | null
    severity: string
    qty_affected: number
    description: string
    internal: Generated<boolean>
    is_test: Generated<boolean>
    status: Generated<string>
    disposition: string | null
    root_cause: string | null
    resolution: string | null
    created_at: Time
    resolved_at: Time | null
  }
  order_charges: {
    id: string
    workspace_id: string
    order_id: string
    position: number
    kind: string
    label: string
    amount_minor: number
  }
  order_lines: {
    id: string
    workspace_id: string
    order_id: string
    position: number
    part_name: string
    file_id: string | null
    cad_version_id: string | null
    process: Generated<string>
    material: Generated<string>
    finish: Generated<string>
    tolerance: Generated<string>
    threads: Generated<string>
    inspection: Generated<string>
    notes: Generated<string>
    quantity: number
    unit_price: string
    total_minor: number
    qty_shipped: Generated<number>
  }
  orders: {
    id: string
    workspace_id: string
    order_no: string
    quote_id: string | null
    project_id: string
    customer_id: number
    po_number: string | null
    status: string
    held_status: string | null
    currency: string
    subtotal_minor: number
    tax_minor: number
    total_minor: number
    promised_at: string | null
    note: Generated<string>
    is_test: Generated<boolean>
    created_at: Time
    production_started_at: Time | null
    shipped_at: Time | null
    delivered_at: Time | null
    cancelled_at: Time | null
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
  payments: {
    id: string
    workspace_id: string
    invoice_id: string
    amount_minor: number
    method: string
    reference: Generated<string>
    received_on: string
    source: string
    created_by: number | null
    created_at: Time
    reversed_at: Time | null
    reversed_by: number | null
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
  quote_breaks: {
    workspace_id: string
    quote_line_id: string
    quantity: number
    unit_price: string | null
    line_total_minor: number | null
    lead_time_days: number | null
  }
  quote_charges: {
    id: string
    workspace_id: string
    quote_id: string
    position: number
    kind: string
    label: string
    amount_minor: number
  }
  quote_lines: {
    id: string
    workspace_id: string
    quote_id: string
    position: number
    part_name: string
    file_id: string | null
    cad_version_id: string | null
    process: Generated<string>
    material: Generated<string>
    finish: Generated<string>
    tolerance: Generated<string>
    threads: Generated<string>
    inspection: Generated<string>
    notes: Generated<string>
  }
  quotes: {
    id: string
    workspace_id: string
    quote_no: string
    revision: Generated<number>
    previous_id: string | null
    project_id: string
    customer_id: number
    status: string
    currency: string | null
    valid_until: string | null
    note: Generated<string>
    decline_reason: Generated<string>
    is_test: Generated<boolean>
    submitted_at: Time | null
    ready_at: Time | null
    accepted_by: number | null
    accepted_at: Time | null
    created_at: Time
  }
  replays: {
    id: string
    workspace_id: string
    webhook_id: string
    from_at: Time
    to_at: Time
    types: string[]
    statuses: string[]
    count: number
    done: Generated<number>
    status: Generated<string>
    after_id: string | null
    next_step_at: Generated<Time>
    created_at: Time
    finished_at: Time | null
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
  shipment_lines: {
    workspace_id: string
    order_id: string
    shipment_id: string
    order_line_id: string
    quantity: number
  }
  shipments: {
    id: string
    workspace_id: string
    shipment_no: string
    order_id: string
    status: string
    carrier: string
    tracking_no: string
    tracking_url: string | null
    created_at: Time
    shipped_at: Time | null
    delivered_at: Time | null
  }
  sign_in_challenges: {
    token_hash: Buffer
    user_id: number
    tries: Generated<number>
    created_at: Time
    expires_at: Time
  }
  statistics_mark: {
    is_the_row: Generated<boolean>
    again_from: Time
    rolled_to: Time
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
    reminded_for: Time | null
    reminded_days: number | null
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
  webhook_statistics: {
    webhook_id: string
    hour: Time
    outcome: string
    dead: number
    bins: number[]
    counts: number[]
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
    enabled_at: Time | null
    notice_due: string | null
    held_notices: Generated<number>
    held_noticed_at: Time | null
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
