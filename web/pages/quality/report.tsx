import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { isStaff, useAccount } from '../../api/account.ts'
import { type Ncr, recordQuery } from '../../api/records.ts'
import { classes } from '../../ui/classes.ts'
import { Badge, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { Facts, Status, wordsOf } from '../records/labels.tsx'
import { CustomerLink, OrderLink, ProjectLink } from '../records/links.tsx'
import { dispositionLabels, SeverityBadge } from './labels.tsx'
import { ReportSteps } from './steps.tsx'

export function ReportPage() {
  const { ncrId } = useParams({ from: '/inside/quality/$ncrId' })
  const { data, error, isPending, refetch } = useQuery(recordQuery('ncrs', ncrId))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <ReportDetail report={data} />
}

function ReportDetail({ report }: { report: Ncr }) {
  const staff = isStaff(useAccount())
  return (
    <>
      <PageHeader
        title={`Report ${report.ncr_no}`}
        lead={
          <span className="flex flex-wrap items-center gap-2">
            <Status status={report.status} />
            <SeverityBadge of={report.severity} />
            {report.internal && <Badge tone="warn">internal: the customer does not see it</Badge>}
          </span>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <Way report={report} />
        <Panel className="grid gap-5">
          <Facts
            facts={[
              ...(staff ? [['Customer', <CustomerLink key="customer" of={report} />] as const] : []),
              ['Project', <ProjectLink key="project" id={report.project_id} label={projectText(report)} />],
              [
                'Order',
                report.order_id && report.order_no ? (
                  <OrderLink key="order" id={report.order_id} label={report.order_no} />
                ) : (
                  '—'
                ),
              ],
              ['Pieces affected', <Pieces key="pieces" report={report} />],
              ['Disposition', report.disposition === null ? '—' : dispositionLabels[report.disposition]],
              ['Raised', <Time key="raised" at={report.created_at} />],
              ['Resolved', <Time key="resolved" at={report.resolved_at} none="not yet" />],
            ]}
          />
          <Account title="What is wrong" text={report.description} />
          <Account title="Root cause" text={report.root_cause} />
          <Account title="Resolution" text={report.resolution} />
        </Panel>
        {staff && <ReportSteps key={report.status} report={report} />}
      </div>
    </>
  )
}

const projectText = ({ project, project_no }: Ncr): string =>
  project ? `${project.name} (${project_no})` : project_no

/** How many pieces are concerned, and of how many where a line of an order says so. */
function Pieces({ report }: { report: Ncr }) {
  const { data } = useQuery({
    ...recordQuery('orders', report.order_id ?? ''),
    enabled: report.order_id !== null,
  })
  const line = data?.lines.find(({ id }) => id === report.order_line_id)
  if (line === undefined) return report.qty_affected
  return `${report.qty_affected} of ${line.quantity} × ${line.part_name}`
}

/** Where a report stands on its way, and what comes next. */
function Way({ report }: { report: Ncr }) {
  const steps =
    report.status === 'void' ? (['open', 'void'] as const) : (['open', 'in_progress', 'resolved'] as const)
  const at = (steps as readonly string[]).indexOf(report.status)
  return (
    <ol className="flex flex-wrap gap-2 text-sm">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === at ? 'step' : undefined}
          className={classes(
            'flex items-center gap-2 rounded-full px-3 py-1',
            index === at
              ? 'bg-accent-soft font-medium text-accent'
              : index < at
                ? 'bg-good-soft text-good'
                : 'bg-sunken text-soft',
          )}
        >
          {index + 1}. {wordsOf(step)}
        </li>
      ))}
    </ol>
  )
}

const Account = ({ title, text }: { title: string; text: string | null }) =>
  text !== null && (
    <div className="max-w-2xl">
      <h2 className="text-sm font-semibold">{title}</h2>
      <p className="wrap-anywhere whitespace-pre-wrap">{text}</p>
    </div>
  )
