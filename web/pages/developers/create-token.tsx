import { type PatScope, patScopeDescriptions, patScopes } from '../../../src/domain/access/scopes.ts'
import { createToken } from '../../api/tokens.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Check, SelectField, TextField } from '../../ui/field.tsx'
import { FieldGroup } from '../../ui/field-group.tsx'
import { Notice } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'

const dayMs = 86_400_000

const lifetimes = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'One year'],
  ['', 'No expiry'],
] as const

interface Values {
  name: string
  days: string
  access: 'scoped' | 'full'
  scopes: PatScope[]
}

const empty: Values = { name: '', days: '90', access: 'scoped', scopes: [] }

/** What a scope is about: the part after the colon. */
const families = Map.groupBy(patScopes, (scope) => scope.split(':')[1] ?? scope)

function ScopePicker({
  chosen,
  error,
  onChange,
}: {
  chosen: readonly PatScope[]
  error: string | undefined
  onChange(scopes: PatScope[]): void
}) {
  return (
    <FieldGroup legend="Scopes" error={error} className="gap-3 sm:grid-cols-2">
      {[...families].map(([family, scopes]) => (
        <fieldset key={family} className="rounded-md border border-line p-3">
          <legend className="px-1 text-sm font-medium capitalize">
            {family === 'cad' ? 'CAD Cloud' : family}
          </legend>
          {scopes.map((scope) => (
            <Check
              key={scope}
              label={<code className="font-mono text-sm">{scope}</code>}
              hint={patScopeDescriptions[scope]}
              checked={chosen.includes(scope)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
              }
            />
          ))}
        </fieldset>
      ))}
    </FieldGroup>
  )
}

/** Mints a token. Full access has to be chosen: an empty list of scopes would mean it. */
export function CreateToken({
  open,
  onClose,
  onCreated,
}: {
  open: boolean
  onClose(): void
  onCreated(secret: string): void
}) {
  const form = useForm<Values, { secret: string }>(
    empty,
    ({ name, days, access, scopes }) =>
      createToken({
        name,
        ...(access === 'scoped' && { scopes }),
        ...(days !== '' && { expires_at: new Date(Date.now() + Number(days) * dayMs) }),
      } as Parameters<typeof createToken>[0]),
    ({ secret }) => {
      form.clear()
      onClose()
      onCreated(secret)
    },
  )
  const { access, scopes, days } = form.values
  const missing =
    access === 'scoped' && scopes.length === 0 ? 'Choose at least one scope, or full access' : null
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="New personal access token"
      lead="It acts as you, within its scopes."
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField
          label="Name"
          hint="Where it will be used."
          required
          maxLength={120}
          {...form.text('name')}
        />
        <SelectField
          label="Lifetime"
          options={lifetimes}
          value={days}
          error={form.errorOf('expires_at')}
          onChange={(event) => form.set('days', event.target.value)}
        />
        <SelectField
          label="Access"
          options={[
            ['scoped', 'Only the scopes chosen below'],
            ['full', 'Full account access'],
          ]}
          value={access}
          onChange={(event) => form.set('access', event.target.value as Values['access'])}
        />
        {access === 'scoped' ? (
          <ScopePicker
            chosen={scopes}
            error={form.errorOf('scopes')}
            onChange={(next) => form.set('scopes', next)}
          />
        ) : (
          <Notice tone="warn">
            It can do all that you can here, tokens included. Meant for short debugging.
          </Notice>
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy} reason={missing}>
            Create token
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
