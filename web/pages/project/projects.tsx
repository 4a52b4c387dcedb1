import { Link } from '@tanstack/react-router'
import { projectStatuses } from '../../../src/domain/records/project.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import type { Project } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { OnPhone } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { useCreating } from '../../ui/use-address.ts'
import { quietLink } from '../auth/frame.tsx'
import { Status } from '../records/labels.tsx'
import { RecordList } from '../records/record-list.tsx'
import { CreateProject } from './create-project.tsx'
import { FirstProject } from './first-project.tsx'

const leads = {
  staff: 'What your customers have you make.',
  customer: 'What you want made: parts, quotes, orders and messages.',
}

export function ProjectsPage() {
  const staff = isStaff(useAccount())
  const [creating, setCreating] = useCreating()
  return (
    <>
      <RecordList
        kind="projects"
        title="Projects"
        lead={staff ? leads.staff : leads.customer}
        first="A project holds the files of what is to be made, and everything that follows from them. Customers begin them."
        firstRun={staff ? undefined : <FirstProject />}
        statuses={projectStatuses}
        actions={
          staff ? undefined : (
            <Button kind="primary" onClick={() => setCreating(true)}>
              New project
            </Button>
          )
        }
        columns={[
          ['Project', (project) => <Name of={project} staff={staff} />],
          ...(staff ? [['Customer', customerOf, 'wide'] as const] : []),
          ['Status', ({ status }) => <Status status={status} />],
          ['Made', ({ created_at }) => <Time at={created_at} />, 'wide'],
        ]}
      />
      {creating && !staff && <CreateProject onClose={() => setCreating(false)} />}
    </>
  )
}

const Name = ({ of, staff }: { of: Project; staff: boolean }) => (
  <>
    <Link to="/projects/$projectId" params={{ projectId: of.id }} className={quietLink}>
      {of.name}
    </Link>
    <p className="text-xs whitespace-nowrap text-soft">{of.project_no}</p>
    {staff && <OnPhone>{customerOf(of)}</OnPhone>}
  </>
)

const customerOf = ({ customer }: Project): string => customer?.company || customer?.name || '—'
