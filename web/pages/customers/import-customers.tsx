import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Imported } from '../../../src/contract/invitations.ts'
import { ApiProblem, api } from '../../api/client.ts'
import { refreshCustomers } from '../../api/customers.ts'
import { refreshInvitations } from '../../api/invitations.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { ImportPreview } from './import-preview.tsx'

const send = (file: File): Promise<Imported> => {
  const form = new FormData()
  form.set('file', file)
  return api.post<Imported>('/workspace/customers/import', form)
}

/** Invites the customers of a file: all of them, or with a wrong row nobody. */
export function ImportCustomers({ onClose }: { onClose(): void }) {
  const [file, setFile] = useState<File>()
  const [text, setText] = useState<string>()
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: send,
    onSuccess: () => Promise.all([refreshCustomers(), refreshInvitations()]),
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (file) mutate(file)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Import customers"
      lead="Each gets an invitation by mail. With a wrong row nobody is invited, so that a file can be mended and sent again."
    >
      {data ? (
        <Outcome imported={data} onClose={onClose} />
      ) : (
        <form onSubmit={onSubmit} className="grid gap-4">
          {error && <Refused error={error} />}
          <TextField
            label="CSV file"
            hint={
              <>
                In UTF-8, its first line <code className="font-mono">email,name</code>, and where wanted{' '}
                <code className="font-mono">company,currency,payment_terms_days</code>.
              </>
            }
            type="file"
            accept=".csv,text/csv"
            error={refusedRows(error)}
            required
            onChange={(event) => {
              reset()
              const [chosen] = event.target.files ?? []
              setFile(chosen)
              setText(undefined)
              void chosen?.text().then(setText)
            }}
          />
          {text !== undefined && <ImportPreview text={text} />}
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" kind="primary" busy={isPending}>
              Import
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  )
}

const refusedRows = (error: Error | null): string | undefined =>
  error instanceof ApiProblem && error.errors.length > 0
    ? 'Mend what is listed above, then choose it again.'
    : undefined

/** What is wrong, line by line. */
function Refused({ error }: { error: Error }) {
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return <Failure error={error} />
  return (
    <Notice tone="bad" title="Nobody was invited">
      <ul className="grid gap-1">
        {error.errors.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <span className="font-medium">{path}</span> {message}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Outcome({ imported: { invited, skipped }, onClose }: { imported: Imported; onClose(): void }) {
  return (
    <>
      <Notice
        tone="good"
        title={invited === 1 ? '1 customer is invited' : `${invited} customers are invited`}
      >
        They stand in the list when they have joined.
      </Notice>
      {skipped.length > 0 && (
        <div>
          <p className="text-sm font-medium">Passed over, because they are here or invited already:</p>
          <ul className="mt-1 text-sm text-soft">
            {skipped.map(({ line, email }) => (
              <li key={line}>
                Line {line}: {email}
              </li>
            ))}
          </ul>
        </div>
      )}
      <DialogActions>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </>
  )
}
