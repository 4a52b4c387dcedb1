import { useState } from 'react'
import { formatMoney } from '../../../src/domain/money.ts'
import { api } from '../../api/client.ts'
import { type Invoice, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Badge } from '../../ui/panel.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { toast } from '../../ui/toasts.tsx'
import { Amount, Day, Short } from './labels.tsx'
import { methodText } from './methods.ts'

type Payment = Invoice['payments'][number]

const head = [
  'Received',
  'Method',
  'Reference',
  'Amount',
  <span key="actions" className="sr-only">
    Actions
  </span>,
]

/** What came in for an invoice, those that turned out to be none included. */
export function Payments({ invoice, staff }: { invoice: Invoice; staff: boolean }) {
  const [reversing, setReversing] = useState<Payment>()
  const reverse = useAction(
    (id: string) => api.post(`/payments/${id}/reverse`),
    () => toast('Payment reversed'),
  )
  if (invoice.payments.length === 0) return null
  return (
    <div className="grid grid-cols-1 gap-3">
      <h2 className="text-lg font-semibold">Payments</h2>
      <Table label="Payments" head={staff ? head : head.slice(0, -1)}>
        {invoice.payments.map((payment) => (
          <tr key={payment.id}>
            <Cell>
              <Day on={payment.received_on} />
            </Cell>
            <Cell>
              <span className="flex flex-wrap gap-2">
                {methodText(payment.method)}
                {payment.source === 'customer' && <Badge>said by the customer</Badge>}
                {payment.reversed_at !== null && <Badge tone="bad">reversed</Badge>}
              </span>
            </Cell>
            <Cell>
              <Short text={payment.reference} />
            </Cell>
            <Cell className={payment.reversed_at === null ? '' : 'text-soft line-through'}>
              <Amount of={payment.amount} />
            </Cell>
            {staff && (
              <Cell className="text-right">
                {payment.reversed_at === null && (
                  <Button
                    small
                    kind="danger"
                    aria-label={`Reverse the payment of ${formatMoney(payment.amount)}`}
                    onClick={() => setReversing(payment)}
                  >
                    Reverse
                  </Button>
                )}
              </Cell>
            )}
          </tr>
        ))}
      </Table>
      <Confirm
        open={reversing !== undefined}
        onClose={() => setReversing(undefined)}
        title={`Reverse the payment of ${reversing ? formatMoney(reversing.amount) : ''}?`}
        action="Reverse the payment"
        onConfirm={() => reverse.mutateAsync(reversing?.id ?? '')}
      >
        It stays in the list as reversed, and the amount is owed again.
      </Confirm>
    </div>
  )
}
