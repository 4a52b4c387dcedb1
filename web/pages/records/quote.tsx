import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { quoteMachine } from '../../../src/domain/records/quote.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Order, type Quote, recordQuery, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { TextField } from '../../ui/field.tsx'
import { PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { textLink } from '../auth/frame.tsx'
import { Amount, Day, Facts, Status } from './labels.tsx'
import { Pricing } from './pricing.tsx'

export function QuotePage() {
  const { quoteId } = useParams({ from: '/inside/quotes/$quoteId' })
  const { data, error, isPending, refetch } = useQuery(recordQuery('quotes', quoteId))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <QuoteDetail key={data.id} quote={data} />
}

function QuoteDetail({ quote }: { quote: Quote }) {
  const staff = isStaff(useAccount())
  const steps = quoteMachine[quote.status]
  return (
    <>
      <PageHeader
        title={`Quote ${quote.quote_no}`}
        lead={<Status status={quote.status} />}
        actions={staff ? <StaffActions quote={quote} /> : <CustomerCancel quote={quote} />}
      />
      <div className="grid grid-cols-1 gap-6">
        <Panel>
          <Facts
            facts={[
              ['Project', <ProjectLink key="project" quote={quote} />],
              ['Revision', quote.revision],
              ['Valid until', <Day key="day" on={quote.valid_until} />],
              ['Made', <Time key="made" at={quote.created_at} />],
              ['Note', quote.note || '—'],
              ['Order', <OrderLink key="order" id={quote.order_id} />],
            ]}
          />
        </Panel>
        <Lines quote={quote} />
        {staff && steps.price && <Pricing quote={quote} />}
        {!staff && steps.accept && <Acceptance quote={quote} />}
      </div>
    </>
  )
}

const ProjectLink = ({ quote }: { quote: Quote }) => (
  <Link to="/projects/$projectId" params={{ projectId: quote.project_id }} className={textLink}>
    {quote.project_no}
  </Link>
)

const OrderLink = ({ id }: { id: string | null }) =>
  id === null ? (
    '—'
  ) : (
    <Link to="/orders/$orderId" params={{ orderId: id }} className={textLink}>
      Open the order
    </Link>
  )

const Lines = ({ quote }: { quote: Quote }) => (
  <Table
    label="Lines"
    head={['Part', 'Process and material', 'Quantity', 'Unit price', 'Line total', 'Lead time']}
  >
    {quote.lines.flatMap((line) =>
      line.breaks.map((one, index) => (
        <tr key={`${line.id} ${one.quantity}`}>
          <Cell>{index === 0 && <span className="font-medium">{line.part_name}</span>}</Cell>
          <Cell>
            {index === 0 && `${line.process}, ${line.material}${line.finish && `, ${line.finish}`}`}
          </Cell>
          <Cell className="tabular-nums">{one.quantity}</Cell>
          <Cell className="tabular-nums">
            {one.unit_price === null ? '—' : `${Number(one.unit_price)} ${quote.currency}`}
          </Cell>
          <Cell>
            <Amount of={one.line_total} />
          </Cell>
          <Cell>{one.lead_time_days === null ? '—' : `${one.lead_time_days} days`}</Cell>
        </tr>
      )),
    )}
    {quote.charges.map((charge, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: charges have no id
      <tr key={index}>
        <Cell>{charge.label}</Cell>
        <Cell className="capitalize">{charge.kind}</Cell>
        <Cell>{null}</Cell>
        <Cell>{null}</Cell>
        <Cell>
          <Amount of={charge.amount} />
        </Cell>
        <Cell>{null}</Cell>
      </tr>
    ))}
  </Table>
)

const staffActions = [
  ['submit', 'Send to review'],
  ['ready', 'Offer to the customer'],
  ['revise', 'Make a new revision'],
  ['cancel', 'Cancel'],
] as const

function StaffActions({ quote }: { quote: Quote }) {
  const navigate = useNavigate()
  const act = useAction(
    (action: string) => api.post<Quote>(`/quotes/${quote.id}/${action}`),
    ({ id, status }) => {
      toast(`The quote is ${status.replaceAll('_', ' ')}`)
      if (id !== quote.id) void navigate({ to: '/quotes/$quoteId', params: { quoteId: id } })
    },
  )
  const steps = quoteMachine[quote.status]
  return (
    <>
      {staffActions
        .filter(([action]) => steps[action])
        .map(([action, label]) => (
          <Button
            key={action}
            kind={action === 'ready' ? 'primary' : action === 'cancel' ? 'danger' : 'plain'}
            busy={act.isPending && act.variables === action}
            onClick={() => act.mutate(action)}
          >
            {label}
          </Button>
        ))}
      {act.error && <Failure error={act.error} />}
    </>
  )
}

function CustomerCancel({ quote }: { quote: Quote }) {
  const [asking, setAsking] = useState(false)
  const step = quoteMachine[quote.status].cancel
  const cancel = useAction(
    () => api.post(`/quotes/${quote.id}/cancel`),
    () => toast('Request withdrawn'),
  )
  if (step === undefined || step.guard === 'shop') return null
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        Withdraw the request
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Withdraw this request?"
        action="Withdraw"
        onConfirm={() => cancel.mutateAsync()}
      >
        The shop stops working on it. You can ask again at any time.
      </Confirm>
    </>
  )
}

/** Picks one quantity per line and orders. */
function Acceptance({ quote }: { quote: Quote }) {
  const navigate = useNavigate()
  const first = Object.fromEntries(quote.lines.map((line) => [line.id, line.breaks[0]?.quantity ?? 0]))
  const form = useForm(
    { chosen: first as Record<string, number>, po_number: '' },
    ({ chosen, po_number }) =>
      api.post<Order>(`/quotes/${quote.id}/accept`, {
        selections: Object.entries(chosen).map(([line_id, quantity]) => ({ line_id, quantity })),
        ...(po_number.trim() && { po_number: po_number.trim() }),
      }),
    ({ id }) => {
      toast('Thank you: it is ordered')
      void navigate({ to: '/orders/$orderId', params: { orderId: id } })
    },
  )
  const decline = useAction(
    () => api.post(`/quotes/${quote.id}/decline`),
    () => toast('The shop is told'),
  )
  const { chosen } = form.values
  return (
    <Panel>
      <h2 className="mb-3 font-semibold">Order it</h2>
      <form onSubmit={form.onSubmit} className="grid max-w-xl gap-4">
        <FormProblem error={form.error ?? decline.error} />
        {quote.lines.map((line) => (
          <fieldset key={line.id} className="grid gap-1">
            <legend className="text-sm font-medium">{line.part_name}</legend>
            {line.breaks.map((one) => (
              <label key={one.quantity} className="flex min-h-6 items-center gap-2.5 text-sm">
                <input
                  type="radio"
                  name={line.id}
                  className="size-4 accent-accent"
                  checked={chosen[line.id] === one.quantity}
                  onChange={() => form.set('chosen', { ...chosen, [line.id]: one.quantity })}
                />
                {one.quantity} pieces for <Amount of={one.line_total} />, in {one.lead_time_days} days
              </label>
            ))}
          </fieldset>
        ))}
        <TextField label="Purchase order number" maxLength={60} {...form.text('po_number')} />
        <div className="flex gap-2">
          <Button type="submit" kind="primary" busy={form.busy}>
            Accept and order
          </Button>
          <Button busy={decline.isPending} onClick={() => decline.mutate()}>
            Decline
          </Button>
        </div>
      </form>
    </Panel>
  )
}
