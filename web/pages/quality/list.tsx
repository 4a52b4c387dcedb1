import { Link } from '@tanstack/react-router'
import { ncrStatuses } from '../../../src/domain/records/ncr.ts'
import { Badge } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { Status } from '../records/labels.tsx'
import { RecordList } from '../records/record-list.tsx'
import { SeverityBadge } from './labels.tsx'

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
            <Link to="/quality/$ncrId" params={{ ncrId: id }} className={textLink}>
              {ncr_no}
            </Link>
            {internal && <Badge tone="warn">internal</Badge>}
          </span>
        ),
      ],
      ['Status', ({ status }) => <Status status={status} />],
      ['Severity', ({ severity }) => <SeverityBadge of={severity} />],
      ['Pieces', ({ qty_affected }) => <span className="tabular-nums">{qty_affected}</span>],
      [
        'Project',
        ({ project_id, project_no }) => (
          <Link to="/projects/$projectId" params={{ projectId: project_id }} className={textLink}>
            {project_no}
          </Link>
        ),
      ],
      ['Raised', ({ created_at }) => <Time at={created_at} />],
    ]}
  />
)
