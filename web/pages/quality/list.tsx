import { Link } from '@tanstack/react-router'
import { ncrStatuses } from '../../../src/domain/records/ncr.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import type { Ncr } from '../../api/records.ts'
import { Badge } from '../../ui/panel.tsx'
import { OnPhone } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { quietLink } from '../auth/frame.tsx'
import { Count, Short, Status } from '../records/labels.tsx'
import { CustomerLink, OrderLink, ProjectLink } from '../records/links.tsx'
import { RecordList } from '../records/record-list.tsx'
import { SeverityBadge } from './labels.tsx'

/** For the shop: whose the parts are. */
function useCustomerColumn() {
  const staff = isStaff(useAccount())
  return staff ? [['Customer', (row: Ncr) => <CustomerLink of={row} />, 'wide'] as const] : []
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
        ({ id, ncr_no, internal, description }) => (
          <>
            <span className="flex flex-wrap items-center gap-2">
              <Link to="/quality/$ncrId" params={{ ncrId: id }} className={`whitespace-nowrap ${quietLink}`}>
                {ncr_no}
              </Link>
              {internal && <Badge tone="warn">internal</Badge>}
            </span>
            <span className="text-xs text-soft">
              <Short text={description} />
            </span>
          </>
        ),
      ],
      [
        'Status',
        ({ status, severity }) => (
          <>
            <Status status={status} />
            <OnPhone>
              <SeverityBadge of={severity} />
            </OnPhone>
          </>
        ),
      ],
      ['Severity', ({ severity }) => <SeverityBadge of={severity} />, 'wide'],
      ['Pieces', ({ qty_affected }) => <Count of={qty_affected} />, 'wide'],
      ...useCustomerColumn(),
      [
        'About',
        ({ order_id, order_no, project_id, project_no }) =>
          order_id && order_no ? (
            <OrderLink id={order_id} label={order_no} />
          ) : (
            <ProjectLink id={project_id} label={project_no} />
          ),
        'wide',
      ],
      ['Raised', ({ created_at }) => <Time at={created_at} />, 'wide'],
    ]}
  />
)
