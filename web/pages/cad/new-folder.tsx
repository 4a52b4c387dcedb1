import { useState } from 'react'
import { api } from '../../api/client.ts'
import { refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'

export function NewFolder({ parentId }: { parentId: string | null }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>New folder</Button>
      {open && <FolderForm parentId={parentId} onClose={() => setOpen(false)} />}
    </>
  )
}

function FolderForm({ parentId, onClose }: { parentId: string | null; onClose(): void }) {
  const form = useForm(
    { name: '' },
    (values) => api.post('/cad/folders', { ...values, parent_id: parentId }),
    () => {
      void refreshRecords()
      toast('Folder created')
      onClose()
    },
  )
  return (
    <Dialog open onClose={onClose} title="New folder">
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField label="Name" required maxLength={200} {...form.text('name')} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Create folder
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
