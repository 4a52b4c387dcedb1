import { Link, useSearch } from '@tanstack/react-router'
import { Download, Printer } from 'lucide-react'
import { isStaff, useAccount } from '../../api/account.ts'
import { query } from '../../api/client.ts'
import { ButtonAnchor } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { quietLink } from '../auth/frame.tsx'
import { customerName } from './labels.tsx'

/** A number stays on one line. */
const number = classes(quietLink, 'whitespace-nowrap')

export const ProjectLink = ({ id, label }: { id: string; label: string }) => (
  <Link
    to="/projects/$projectId"
    params={{ projectId: id }}
    className={/^P-[\d-]+$/.test(label) ? number : quietLink}
  >
    {label}
  </Link>
)

export const OrderLink = ({ id, label }: { id: string; label: string }) => (
  <Link to="/orders/$orderId" params={{ orderId: id }} className={number}>
    {label}
  </Link>
)

export const QuoteLink = ({ id, label }: { id: string; label: string }) => (
  <Link to="/quotes/$quoteId" params={{ quoteId: id }} className={number}>
    {label}
  </Link>
)

export const InvoiceLink = ({ id, label }: { id: string; label: string }) => (
  <Link to="/invoices/$invoiceId" params={{ invoiceId: id }} className={number}>
    {label}
  </Link>
)

interface OfCustomer {
  customer_id: number
  customer?: { name: string; company: string } | undefined
}

/** Whose a record is, with all that is theirs behind it; for the shop. */
export const CustomerLink = ({ of }: { of: OfCustomer }) => {
  const name = customerName(of.customer) ?? `Customer ${of.customer_id}`
  return (
    <Link
      to="/customers/$customerId"
      params={{ customerId: String(of.customer_id) }}
      title={name}
      className={`block max-w-44 truncate ${quietLink}`}
    >
      {name}
    </Link>
  )
}

/** A paper of a record, for printing. */
export const PrintLink = ({ path }: { path: string }) => (
  <ButtonAnchor href={`/api${path}/print`} target="_blank" rel="noreferrer">
    <Printer aria-hidden className="size-4 text-soft" />
    Print
  </ButtonAnchor>
)

/** A list as a file, as it is filtered; for the shop. */
export function CsvLink({ of }: { of: 'orders' | 'invoices' }) {
  const staff = isStaff(useAccount())
  const { status, project_no } = useSearch({ strict: false }) as Record<string, string | undefined>
  if (!staff) return null
  return (
    <ButtonAnchor href={`/api/${of}.csv${query({ status, project_no })}`} download>
      <Download aria-hidden className="size-4 text-soft" />
      Download as CSV
    </ButtonAnchor>
  )
}
