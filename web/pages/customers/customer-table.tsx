import { Link } from '@tanstack/react-router'
import type { Customer } from '../../api/customers.ts'
import { Badge } from '../../ui/panel.tsx'
import { Cell, OnPhone, Table, wide } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { quietLink } from '../auth/frame.tsx'
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
  <Table label="List of customers" head={head} wideColumns={[1, 2, 3, 4]}>
    {customers.map((one) => (
      <tr key={one.user_id}>
        <Cell>
          <Link
            to="/customers/$customerId"
            params={{ customerId: String(one.user_id) }}
            className={quietLink}
          >
            {one.name}
          </Link>{' '}
          {one.suspended && <Badge tone="bad">suspended</Badge>}
          <p className="text-xs text-soft">{one.email}</p>
          {one.company && <OnPhone>{one.company}</OnPhone>}
        </Cell>
        <Cell className={wide}>
          <Short text={one.company} />
        </Cell>
        <Cell className={`whitespace-nowrap ${wide}`}>{termsText(one)}</Cell>
        <Cell className={`whitespace-nowrap ${wide}`}>
          <Time at={one.created_at} />
        </Cell>
        <Cell className={wide}>
          <CustomerActions customer={one} />
        </Cell>
      </tr>
    ))}
  </Table>
)
