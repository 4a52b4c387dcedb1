import { useState } from 'react'
import { canMoveProject, projectStatuses } from '../../../src/domain/records/project.ts'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query.ts'
import { type Project, recordQuery, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { sayPath } from '../../ui/field-path.ts'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Conflicts, useMerge } from '../../ui/use-merge.tsx'

export function EditProject({ project }: { project: Project }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Edit project</Button>
      {open && <ProjectForm project={project} onClose={() => setOpen(false)} />}
    </>
  )
}

type Values = Pick<Project, 'name' | 'description' | 'status'>

const valuesOf = ({ name, description, status }: Project): Values => ({ name, description, status })

/** Members that differ from what the project has: what others changed meanwhile stays. */
const changesOf = (project: Project, values: Values) =>
  Object.fromEntries(
    (['name', 'description', 'status'] as const)
      .filter((member) => values[member] !== project[member])
      .map((member) => [member, values[member]]),
  )

function ProjectForm({ project, onClose }: { project: Project; onClose(): void }) {
  const { status } = project
  const theirs = valuesOf(project)
  const form = useForm(
    theirs,
    (values) => api.patch<Project>(`/projects/${project.id}`, changesOf(project, values)),
    () => {
      void refreshRecords()
      toast('Project saved')
      onClose()
    },
  )
  const merging = useMerge(theirs, form)
  const look = async () =>
    merging.meet(
      valuesOf(await queryClient.fetchQuery({ ...recordQuery('projects', project.id), staleTime: 0 })),
    )
  const next = projectStatuses.filter((one) => one === status || canMoveProject(status, one))
  return (
    <Dialog open onClose={onClose} title="Edit project">
      <form onSubmit={form.onSubmitAfter(look)} className="grid gap-4">
        <UnsavedGuard when={merging.isDirty} />
        <FormProblem error={form.error} />
        <Conflicts merge={merging} values={form.values} labelOf={sayPath} textOf={String} />
        <TextField label="Name" required maxLength={200} {...form.text('name')} />
        <TextArea label="Description" maxLength={10_000} {...form.text('description')} />
        <SelectField
          label="Status"
          hint={
            next.length === 1
              ? 'It is closed for good.'
              : 'What is completed or cancelled cannot be opened again.'
          }
          disabled={next.length === 1}
          options={next.map((one) => [one, one.replaceAll('_', ' ')] as const)}
          {...form.text('status')}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Save project
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
