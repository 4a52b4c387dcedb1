-- Quotes, orders, shipments, invoices, payments.
-- A record names others together with its workspace, and what is part of an order together with that order, so that no
-- reference can lead into another shop or another order. Amounts are minor units of the document's currency.

CREATE TABLE quotes (
  id             uuid PRIMARY KEY,
  workspace_id   uuid NOT NULL,
  quote_no       text NOT NULL,
  revision       integer NOT NULL DEFAULT 1,
  -- The revision that this one supersedes.
  previous_id    uuid,
  project_id     uuid NOT NULL,
  -- The project's, by value: lists and rights need no join.
  customer_id    bigint NOT NULL REFERENCES users,
  status         text NOT NULL,
  -- Null until it is priced.
  currency       text,
  -- A calendar day of the workspace, with whose end the offer ends. Null: until it is taken back.
  valid_until    date,
  note           text NOT NULL DEFAULT '',
  decline_reason text NOT NULL DEFAULT '',
  -- Made by a staging or development key: its events are test events.
  is_test        boolean NOT NULL DEFAULT false,
  -- Since when the customer sees it, and since when its prices.
  submitted_at   timestamptz,
  ready_at       timestamptz,
  -- Who accepted, by value: a user, or null where a tenant key did it for the customer.
  accepted_by    bigint,
  accepted_at    timestamptz,
  created_at     timestamptz NOT NULL,
  UNIQUE (workspace_id, quote_no, revision),
  UNIQUE (workspace_id, id),
  -- Only one revision follows another.
  UNIQUE (workspace_id, previous_id),
  FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, previous_id) REFERENCES quotes (workspace_id, id),
  CONSTRAINT quotes_status CHECK (
    status IN ('draft', 'in_review', 'ready', 'accepted', 'declined', 'expired', 'cancelled', 'superseded')),
  CONSTRAINT quotes_revision CHECK (revision >= 1 AND (revision = 1) = (previous_id IS NULL)),
  CONSTRAINT quotes_submitted CHECK (
    status = 'cancelled' OR (status = 'draft') = (submitted_at IS NULL)),
  CONSTRAINT quotes_ready CHECK (
    status NOT IN ('ready', 'accepted', 'declined', 'expired', 'superseded')
    OR (ready_at IS NOT NULL AND currency IS NOT NULL)),
  CONSTRAINT quotes_accepted CHECK ((status = 'accepted') = (accepted_at IS NOT NULL))
);
CREATE INDEX quotes_customer ON quotes (workspace_id, customer_id, id);
CREATE INDEX quotes_by_status ON quotes (workspace_id, status, id);
CREATE INDEX quotes_project ON quotes (project_id, id);
-- What the scheduler looks through.
CREATE INDEX quotes_expiring ON quotes (valid_until) WHERE status = 'ready' AND valid_until IS NOT NULL;

CREATE TABLE quote_lines (
  id             uuid PRIMARY KEY,
  workspace_id   uuid NOT NULL,
  quote_id       uuid NOT NULL,
  position       integer NOT NULL,
  part_name      text NOT NULL,
  -- By value: what was quoted stays written down when the file is deleted.
  file_id        uuid,
  cad_version_id uuid,
  process        text NOT NULL DEFAULT '',
  material       text NOT NULL DEFAULT '',
  finish         text NOT NULL DEFAULT '',
  tolerance      text NOT NULL DEFAULT '',
  threads        text NOT NULL DEFAULT '',
  inspection     text NOT NULL DEFAULT '',
  notes          text NOT NULL DEFAULT '',
  UNIQUE (quote_id, position),
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, quote_id) REFERENCES quotes (workspace_id, id) ON DELETE CASCADE
);

-- A quantity that was asked for has no price yet; pricing puts others in its place.
CREATE TABLE quote_breaks (
  workspace_id     uuid NOT NULL,
  quote_line_id    uuid NOT NULL,
  quantity         integer NOT NULL,
  unit_price       numeric(20,6),
  -- quantity × unit_price, rounded half up once, when it was priced.
  line_total_minor bigint,
  lead_time_days   integer,
  PRIMARY KEY (quote_line_id, quantity),
  FOREIGN KEY (workspace_id, quote_line_id) REFERENCES quote_lines (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT quote_breaks_quantity CHECK (quantity > 0),
  CONSTRAINT quote_breaks_price CHECK (
    num_nulls(unit_price, line_total_minor, lead_time_days) IN (0, 3)
    AND unit_price >= 0 AND line_total_minor >= 0 AND lead_time_days >= 0)
);

-- A discount is negative, so that a document's total is the sum of what is stored.
CREATE TABLE quote_charges (
  id           uuid PRIMARY KEY,
  workspace_id uuid NOT NULL,
  quote_id     uuid NOT NULL,
  position     integer NOT NULL,
  kind         text NOT NULL,
  label        text NOT NULL,
  amount_minor bigint NOT NULL,
  UNIQUE (quote_id, position),
  FOREIGN KEY (workspace_id, quote_id) REFERENCES quotes (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT quote_charges_kind CHECK (kind IN ('setup', 'tooling', 'shipping', 'discount', 'tax')),
  CONSTRAINT quote_charges_amount CHECK (amount_minor = 0 OR (amount_minor < 0) = (kind = 'discount'))
);

CREATE TABLE orders (
  id                    uuid PRIMARY KEY,
  workspace_id          uuid NOT NULL,
  order_no              text NOT NULL,
  -- Null where the shop took the order without one.
  quote_id              uuid,
  project_id            uuid NOT NULL,
  customer_id           bigint NOT NULL REFERENCES users,
  po_number             text,
  status                text NOT NULL,
  -- What was held, and comes back when it is resumed.
  held_status           text,
  currency              text NOT NULL,
  -- Sums of what stands in its lines and charges; tax is part of the total.
  subtotal_minor        bigint NOT NULL,
  tax_minor             bigint NOT NULL,
  total_minor           bigint NOT NULL,
  -- The calendar day of the workspace on which the shop means to be ready.
  promised_at           date,
  note                  text NOT NULL DEFAULT '',
  is_test               boolean NOT NULL DEFAULT false,
  created_at            timestamptz NOT NULL,
  production_started_at timestamptz,
  shipped_at            timestamptz,
  delivered_at          timestamptz,
  cancelled_at          timestamptz,
  UNIQUE (workspace_id, order_no),
  UNIQUE (workspace_id, id),
  -- A quote becomes one order.
  UNIQUE (workspace_id, quote_id),
  FOREIGN KEY (workspace_id, quote_id) REFERENCES quotes (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT orders_status CHECK (
    status IN ('placed', 'in_production', 'partially_shipped', 'shipped', 'delivered', 'on_hold', 'cancelled')),
  CONSTRAINT orders_held CHECK (
    (status = 'on_hold') = (held_status IS NOT NULL) AND held_status IN ('placed', 'in_production')),
  CONSTRAINT orders_sums CHECK (
    tax_minor >= 0 AND total_minor >= 0 AND total_minor = subtotal_minor + tax_minor)
);
CREATE INDEX orders_customer ON orders (workspace_id, customer_id, id);
CREATE INDEX orders_by_status ON orders (workspace_id, status, id);
CREATE INDEX orders_project ON orders (project_id, id);

CREATE TABLE order_lines (
  id             uuid PRIMARY KEY,
  workspace_id   uuid NOT NULL,
  order_id       uuid NOT NULL,
  position       integer NOT NULL,
  part_name      text NOT NULL,
  file_id        uuid,
  cad_version_id uuid,
  process        text NOT NULL DEFAULT '',
  material       text NOT NULL DEFAULT '',
  finish         text NOT NULL DEFAULT '',
  tolerance      text NOT NULL DEFAULT '',
  threads        text NOT NULL DEFAULT '',
  inspection     text NOT NULL DEFAULT '',
  notes          text NOT NULL DEFAULT '',
  quantity       integer NOT NULL,
  unit_price     numeric(20,6) NOT NULL,
  total_minor    bigint NOT NULL,
  -- What carriers have taken over and not brought back.
  qty_shipped    integer NOT NULL DEFAULT 0,
  UNIQUE (order_id, position),
  UNIQUE (workspace_id, order_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES orders (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT order_lines_quantity CHECK (quantity > 0 AND qty_shipped BETWEEN 0 AND quantity),
  CONSTRAINT order_lines_price CHECK (unit_price >= 0 AND total_minor >= 0)
);

CREATE TABLE order_charges (
  id           uuid PRIMARY KEY,
  workspace_id uuid NOT NULL,
  order_id     uuid NOT NULL,
  position     integer NOT NULL,
  kind         text NOT NULL,
  label        text NOT NULL,
  amount_minor bigint NOT NULL,
  UNIQUE (order_id, position),
  UNIQUE (workspace_id, order_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES orders (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT order_charges_kind CHECK (kind IN ('setup', 'tooling', 'shipping', 'discount', 'tax')),
  CONSTRAINT order_charges_amount CHECK (amount_minor = 0 OR (amount_minor < 0) = (kind = 'discount'))
);

CREATE TABLE shipments (
  id           uuid PRIMARY KEY,
  workspace_id uuid NOT NULL,
  shipment_no  text NOT NULL,
  order_id     uuid NOT NULL,
  status       text NOT NULL,
  carrier      text NOT NULL,
  tracking_no  text NOT NULL,
  tracking_url text,
  created_at   timestamptz NOT NULL,
  shipped_at   timestamptz,
  delivered_at timestamptz,
  UNIQUE (workspace_id, shipment_no),
  UNIQUE (workspace_id, order_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES orders (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT shipments_status CHECK (status IN ('pending', 'shipped', 'delivered', 'exception', 'returned'))
);
CREATE INDEX shipments_order ON shipments (order_id, id);

CREATE TABLE shipment_lines (
  workspace_id  uuid NOT NULL,
  order_id      uuid NOT NULL,
  shipment_id   uuid NOT NULL,
  order_line_id uuid NOT NULL,
  quantity      integer NOT NULL,
  PRIMARY KEY (shipment_id, order_line_id),
  FOREIGN KEY (workspace_id, order_id, shipment_id) REFERENCES shipments (workspace_id, order_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, order_id, order_line_id) REFERENCES order_lines (workspace_id, order_id, id)
    ON DELETE CASCADE,
  CONSTRAINT shipment_lines_quantity CHECK (quantity > 0)
);
CREATE INDEX shipment_lines_order_line ON shipment_lines (order_line_id);

CREATE TABLE invoices (
  id                uuid PRIMARY KEY,
  workspace_id      uuid NOT NULL,
  -- Given when it is issued.
  invoice_no        text,
  order_id          uuid NOT NULL,
  -- The order's, by value.
  project_id        uuid NOT NULL,
  customer_id       bigint NOT NULL REFERENCES users,
  status            text NOT NULL,
  currency          text NOT NULL,
  -- A calendar day of the workspace, by whose end it is to be paid.
  due_on            date NOT NULL,
  subtotal_minor    bigint NOT NULL,
  tax_minor         bigint NOT NULL,
  total_minor       bigint NOT NULL,
  -- Sum of the payments that stand.
  paid_minor        bigint NOT NULL DEFAULT 0,
  -- For which due day the customer has been told; the scheduler's marks.
  due_soon_sent_for date,
  overdue_sent_for  date,
  is_test           boolean NOT NULL DEFAULT false,
  created_at        timestamptz NOT NULL,
  issued_at         timestamptz,
  paid_at           timestamptz,
  voided_at         timestamptz,
  UNIQUE (workspace_id, invoice_no),
  UNIQUE (workspace_id, id),
  UNIQUE (workspace_id, order_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES orders (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT invoices_status CHECK (status IN ('draft', 'issued', 'partially_paid', 'paid', 'void')),
  CONSTRAINT invoices_issued CHECK (
    (status = 'draft') = (invoice_no IS NULL) AND (status = 'draft') = (issued_at IS NULL)),
  CONSTRAINT invoices_sums CHECK (
    tax_minor >= 0 AND total_minor >= 0 AND total_minor = subtotal_minor + tax_minor
    AND paid_minor BETWEEN 0 AND total_minor)
);
CREATE INDEX invoices_customer ON invoices (workspace_id, customer_id, id);
CREATE INDEX invoices_by_status ON invoices (workspace_id, status, id);
CREATE INDEX invoices_order ON invoices (order_id, id);
CREATE INDEX invoices_project ON invoices (project_id, id);
-- What the scheduler looks through.
CREATE INDEX invoices_due ON invoices (due_on) WHERE status IN ('issued', 'partially_paid');

CREATE TABLE invoice_lines (
  workspace_id  uuid NOT NULL,
  order_id      uuid NOT NULL,
  invoice_id    uuid NOT NULL,
  order_line_id uuid NOT NULL,
  quantity      integer NOT NULL,
  total_minor   bigint NOT NULL,
  PRIMARY KEY (invoice_id, order_line_id),
  FOREIGN KEY (workspace_id, order_id, invoice_id) REFERENCES invoices (workspace_id, order_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, order_id, order_line_id) REFERENCES order_lines (workspace_id, order_id, id)
    ON DELETE CASCADE,
  CONSTRAINT invoice_lines_quantity CHECK (quantity > 0 AND total_minor >= 0)
);
CREATE INDEX invoice_lines_order_line ON invoice_lines (order_line_id);

-- Charges of the order that an invoice asks for.
CREATE TABLE invoice_charges (
  workspace_id    uuid NOT NULL,
  order_id        uuid NOT NULL,
  invoice_id      uuid NOT NULL,
  order_charge_id uuid NOT NULL,
  amount_minor    bigint NOT NULL,
  PRIMARY KEY (invoice_id, order_charge_id),
  FOREIGN KEY (workspace_id, order_id, invoice_id) REFERENCES invoices (workspace_id, order_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, order_id, order_charge_id) REFERENCES order_charges (workspace_id, order_id, id)
    ON DELETE CASCADE
);
CREATE INDEX invoice_charges_order_charge ON invoice_charges (order_charge_id);

CREATE TABLE payments (
  id           uuid PRIMARY KEY,
  workspace_id uuid NOT NULL,
  invoice_id   uuid NOT NULL,
  amount_minor bigint NOT NULL,
  method       text NOT NULL,
  reference    text NOT NULL DEFAULT '',
  -- A calendar day of the workspace.
  received_on  date NOT NULL,
  -- Entered by the shop, or said by the customer.
  source       text NOT NULL,
  -- Who entered it, by value: a user, or null for a tenant key.
  created_by   bigint,
  created_at   timestamptz NOT NULL,
  -- Set when the payment turned out not to be one.
  reversed_at  timestamptz,
  reversed_by  bigint,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, invoice_id) REFERENCES invoices (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT payments_amount CHECK (amount_minor > 0),
  CONSTRAINT payments_source CHECK (source IN ('staff', 'customer')),
  CONSTRAINT payments_reversed CHECK (reversed_by IS NULL OR reversed_at IS NOT NULL)
);
CREATE INDEX payments_invoice ON payments (invoice_id, id);
