import type { CadFile, CadFolder } from '../../api/cad.ts'
import { api } from '../../api/client.ts'
import { refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { unitOptions, wayTo } from './folders.ts'

interface ChangeFileProps {
  file: CadFile
  folders: readonly CadFolder[]
  onClose(): void
}

const orNull = (chosen: string): string | null => (chosen === '' ? null : chosen)

/** Renames or moves a file, or says its unit. */
export function ChangeFile({ file, folders, onClose }: ChangeFileProps) {
  const form = useForm(
    { name: file.name, folder_id: file.folder_id ?? '', units: file.units ?? '' },
    ({ name, folder_id, units }) =>
      api.patch(`/cad/files/${file.id}`, {
        name,
        folder_id: orNull(folder_id),
        // Said anew it would be measured anew.
        ...(orNull(units) !== file.units && { units: orNull(units) }),
      }),
    () => {
      void refreshRecords()
      toast('File changed')
      onClose()
    },
  )
  const places = folders
    .map(
      ({ id }) =>
        [
          id,
          wayTo(folders, id)
            .map(({ name }) => name)
            .join(' / '),
        ] as const,
    )
    .sort(([, one], [, other]) => one.localeCompare(other))
  return (
    <Dialog open onClose={onClose} title={`Change ${file.name}`}>
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField label="Name" required maxLength={255} {...form.text('name')} />
        <SelectField label="In folder" options={[['', 'Library'], ...places]} {...form.text('folder_id')} />
        <SelectField
          label="Unit"
          hint="For a file that carries none itself, such as STL."
          options={unitOptions('Not known')}
          {...form.text('units')}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Save file
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
