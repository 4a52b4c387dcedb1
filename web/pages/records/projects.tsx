import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { projectStatuses } from '../../../src/domain/records/project.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Project, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useForm } from '../../ui/use-form.ts'
import { textLink } from '../auth/frame.tsx'
import { Status } from './labels.tsx'
import { RecordList } from './record-list.tsx'

export function ProjectsPage() {
  const staff = isStaff(useAccount())
  const [creating, setCreating] = useState(false)
  return (
    <>
      <RecordList
        kind="projects"
        title="Projects"
        lead={
          staff
            ? 'What your customers have you make.'
            : 'What you want made: parts, quotes, orders and messages.'
        }
        first="A project holds the files of what is to be made, and everything that follows from them."
        statuses={projectStatuses}
        actions={
          staff ? undefined : (
            <Button kind="primary" onClick={() => setCreating(true)}>
              New project
            </Button>
          )
        }
        columns={[
          [
            'Project',
            ({ id, name, project_no }) => (
              <>
                <Link to="/projects/$projectId" params={{ projectId: id }} className={textLink}>
                  {name}
                </Link>
                <p className="text-xs text-soft">{project_no}</p>
              </>
            ),
          ],
          ['Status', ({ status }) => <Status status={status} />],
          ['Made', ({ created_at }) => <Time at={created_at} />],
        ]}
      />
      {creating && <CreateProject onClose={() => setCreating(false)} />}
    </>
  )
}

function CreateProject({ onClose }: { onClose(): void }) {
  const navigate = useNavigate()
  const form = useForm(
    { name: '', description: '' },
    (values) => api.post<Project>('/projects', values),
    ({ id }) => {
      void refreshRecords()
      void navigate({ to: '/projects/$projectId', params: { projectId: id } })
    },
  )
  return (
    <Dialog open onClose={onClose} title="New project">
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField label="Name" required maxLength={200} {...form.text('name')} />
        <TextArea label="Description" {...form.text('description')} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Create project
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
