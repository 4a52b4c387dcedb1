import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { quoteMachine } from '../../../src/domain/records/quote.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Quote, recordQuery, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Notice, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { Acceptance } from './acceptance.tsx'
import { today } from './days.ts'
import { DueDay, Facts, Status, wordsOf } from './labels.tsx'
import { CustomerLink, OrderLink, PrintLink, ProjectLink } from './links.tsx'
import { PriceTable } from './price-table.tsx'
import { Pricing } from './pricing.tsx'
import { Revisions } from './revisions.tsx'

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
        lead={
          <span className="flex flex-wrap items-center gap-2">
            <Status status={quote.status} />
            {quote.revision > 1 && `Revision ${quote.revision}`}
          </span>
        }
        actions={
          <>
            <PrintLink path={`/quotes/${quote.id}`} />
            {staff ? <StaffActions quote={quote} /> : <CustomerCancel quote={quote} />}
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <NextStep quote={quote} staff={staff} />
        <QuoteFacts quote={quote} staff={staff} />
        <PriceTable quote={quote} />
        {staff && <Pricing quote={quote} />}
        {!staff && steps.accept && <Acceptance quote={quote} />}
        <Revisions quote={quote} />
      </div>
    </>
  )
}

const QuoteFacts = ({ quote, staff }: { quote: Quote; staff: boolean }) => (
  <Panel>
    <Facts
      facts={[
        ...(staff ? [['Customer', <CustomerLink key="customer" of={quote} />] as const] : []),
        [
          'Project',
          <ProjectLink
            key="project"
            id={quote.project_id}
            label={quote.project ? `${quote.project.name} (${quote.project_no})` : quote.project_no}
          />,
        ],
        [
          'Valid until',
          <DueDay
            key="day"
            on={quote.valid_until}
            waiting={quote.status === 'ready'}
            over={() => 'over'}
            soon="ends soon"
          />,
        ],
        ['Asked for', <Time key="made" at={quote.created_at} />],
        ['Offered', <Time key="offered" at={quote.ready_at} none="not yet" />],
        ...(quote.order_id === null
          ? []
          : [
              [
                'Order',
                <OrderLink
                  key="order"
                  id={quote.order_id}
                  label={quote.order?.order_no ?? 'Open the order'}
                />,
              ] as const,
            ]),
        ...(quote.note ? [['Note', quote.note] as const] : []),
      ]}
    />
  </Panel>
)

/** Who has to do what, as long as somebody has. */
function NextStep({ quote, staff }: { quote: Quote; staff: boolean }) {
  const { status, valid_until, decline_reason } = quote
  if (status === 'declined')
    return (
      <Notice tone="neutral" title="The customer has declined it">
        {decline_reason || 'They gave no reason.'}
      </Notice>
    )
  if (status === 'expired' || (status === 'ready' && valid_until !== null && valid_until < today()))
    return (
      <Notice tone="warn" title="The offer is over">
        {staff
          ? 'A new revision gives it a new day.'
          : 'Ask the shop for a new one in the project’s messages.'}
      </Notice>
    )
  if (status === 'in_review' && !staff)
    return <Notice>The shop is working on the prices. You are told when they are there.</Notice>
  if (status === 'ready' && staff) return <Notice>The customer sees the prices and can order.</Notice>
  return null
}

const isPriced = ({ lines }: Quote): boolean =>
  lines.every(({ breaks }) => breaks.length > 0 && breaks.every(({ unit_price }) => unit_price !== null))

function StaffActions({ quote }: { quote: Quote }) {
  const navigate = useNavigate()
  const [ending, setEnding] = useState(false)
  const act = useAction(
    (action: string) => api.post<Quote>(`/quotes/${quote.id}/${action}`),
    ({ id, status }) => {
      toast(`The quote is ${wordsOf(status).toLowerCase()}`)
      if (id !== quote.id) void navigate({ to: '/quotes/$quoteId', params: { quoteId: id } })
    },
  )
  const steps = quoteMachine[quote.status]
  const noPrices = isPriced(quote) ? null : 'Every line needs its prices first'
  return (
    <>
      {steps.submit && (
        <Button kind="primary" busy={act.isPending} onClick={() => act.mutate('submit')}>
          Send to review
        </Button>
      )}
      {steps.ready && (
        <Button kind="primary" reason={noPrices} busy={act.isPending} onClick={() => act.mutate('ready')}>
          Offer to the customer
        </Button>
      )}
      {steps.revise && (
        <Button busy={act.isPending} onClick={() => act.mutate('revise')}>
          Make a new revision
        </Button>
      )}
      {steps.cancel && (
        <Button kind="danger" onClick={() => setEnding(true)}>
          Cancel the quote
        </Button>
      )}
      <Confirm
        open={ending}
        onClose={() => setEnding(false)}
        title={`Cancel ${quote.quote_no}?`}
        action="Cancel the quote"
        onConfirm={() => act.mutateAsync('cancel')}
      >
        It cannot be priced, offered or accepted any more. The customer can ask anew at any time.
      </Confirm>
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
