import { Link } from '@tanstack/react-router'
import { ncrStatuses } from '../../../src/domain/records/ncr.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import type { Ncr } from '../../api/records.ts'
import { Badge } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { Count, Short, Status } from '../records/labels.tsx'
import { CustomerLink, OrderLink, ProjectLink } from '../records/links.tsx'
import { RecordList } from '../records/record-list.tsx'
import { SeverityBadge } from './labels.tsx'

/** For the shop: whose the parts are. */
function useCustomerColumn() {
  const staff = isStaff(useAccount())
  return staff ? [['Customer', (row: Ncr) => <CustomerLink of={row} />] as const] : []
}

export const QualityPage = () => (
  <RecordList
    kind="ncrs"
    title="Quality reports"
    lead="Parts that are not as they should be, and what becomes of them."
    first="The shop raises a report from an order or a project when parts are not as they should be."
    statuses={ncrStatuses}
    columns={[
      [
        'Number',
        ({ id, ncr_no, internal }) => (
          <span className="flex flex-wrap items-center gap-2">
            <Link to="/quality/$ncrId" params={{ ncrId: id }} className={`whitespace-nowrap ${textLink}`}>
              {ncr_no}
            </Link>
            {internal && <Badge tone="warn">internal</Badge>}
          </span>
        ),
      ],
      ['Status', ({ status }) => <Status status={status} />],
      ['Severity', ({ severity }) => <SeverityBadge of={severity} />],
      ['Pieces', ({ qty_affected }) => <Count of={qty_affected} />],
      ...useCustomerColumn(),
      [
        'About',
        ({ order_id, order_no, project_id, project_no }) =>
          order_id && order_no ? (
            <OrderLink id={order_id} label={order_no} />
          ) : (
            <ProjectLink id={project_id} label={project_no} />
          ),
      ],
      ['What is wrong', ({ description }) => <Short text={description} />],
      ['Raised', ({ created_at }) => <Time at={created_at} />],
    ]}
  />
)
