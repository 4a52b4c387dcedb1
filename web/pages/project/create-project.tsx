import { useNavigate } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { type Project, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'

export function CreateProject({ onClose }: { onClose(): void }) {
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
