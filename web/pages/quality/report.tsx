import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { isStaff, useAccount } from '../../api/account.ts'
import { type Ncr, recordQuery } from '../../api/records.ts'
import { Badge, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { Facts, Status } from '../records/labels.tsx'
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
        <Panel className="grid gap-5">
          <Facts
            facts={[
              ['Project', <ProjectLink key="project" report={report} />],
              ['Order', <OrderLink key="order" report={report} />],
              ['Pieces affected', report.qty_affected],
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

const ProjectLink = ({ report }: { report: Ncr }) => (
  <Link to="/projects/$projectId" params={{ projectId: report.project_id }} className={textLink}>
    {report.project_no}
  </Link>
)

const OrderLink = ({ report: { order_id, order_no } }: { report: Ncr }) =>
  order_id === null ? (
    '—'
  ) : (
    <Link to="/orders/$orderId" params={{ orderId: order_id }} className={textLink}>
      {order_no}
    </Link>
  )

const Account = ({ title, text }: { title: string; text: string | null }) =>
  text !== null && (
    <div className="max-w-2xl">
      <h2 className="text-sm font-semibold">{title}</h2>
      <p className="break-words whitespace-pre-wrap">{text}</p>
    </div>
  )
