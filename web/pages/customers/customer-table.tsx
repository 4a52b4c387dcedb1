import { Link } from '@tanstack/react-router'
import type { Customer } from '../../api/customers.ts'
import { Badge } from '../../ui/panel.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { Short } from '../records/labels.tsx'
import { CustomerActions, termsText } from './customer-actions.tsx'

const head = [
  'Name',
  'Company',
  'Terms',
  'Since',
  <span key="actions" className="sr-only">
    Actions
  </span>,
]

export const CustomerTable = ({ customers }: { customers: readonly Customer[] }) => (
  <Table label="List of customers" head={head}>
    {customers.map((one) => (
      <tr key={one.user_id}>
        <Cell>
          <Link
            to="/customers/$customerId"
            params={{ customerId: String(one.user_id) }}
            className={`font-medium ${textLink}`}
          >
            {one.name}
          </Link>{' '}
          {one.suspended && <Badge tone="bad">suspended</Badge>}
          <p className="text-xs text-soft">{one.email}</p>
        </Cell>
        <Cell>
          <Short text={one.company} />
        </Cell>
        <Cell className="whitespace-nowrap">{termsText(one)}</Cell>
        <Cell className="whitespace-nowrap">
          <Time at={one.created_at} />
        </Cell>
        <Cell>
          <CustomerActions customer={one} />
        </Cell>
      </tr>
    ))}
  </Table>
)
