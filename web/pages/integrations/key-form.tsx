import { keyEnvironments } from '../../../src/domain/access/principal.ts'
import { type KeyScope, keyScopeDescriptions, keyScopes } from '../../../src/domain/access/scopes.ts'
import { Check, SelectField, TextArea, TextField } from '../../ui/field.tsx'
import type { useForm } from '../../ui/use-form.ts'

export interface KeyValues {
  name: string
  environment: (typeof keyEnvironments)[number]
  description: string
  scopes: KeyScope[]
}

export const environmentLabels: Readonly<Record<KeyValues['environment'], string>> = {
  production: 'Production',
  staging: 'Staging: what it makes is a test',
  development: 'Development: what it makes is a test',
}

/** The fields of a key, for making one and for changing it. */
export function KeyFields({
  form,
}: {
  form: Pick<ReturnType<typeof useForm<KeyValues, unknown>>, 'text' | 'values' | 'set' | 'problem'>
}) {
  const { scopes } = form.values
  const toggle = (scope: KeyScope, on: boolean) =>
    form.set('scopes', on ? [...scopes, scope] : scopes.filter((one) => one !== scope))
  const scopeError = form.problem?.errorOf('scopes')
  return (
    <>
      <TextField label="Name" required maxLength={120} {...form.text('name')} />
      <SelectField
        label="Environment"
        options={keyEnvironments.map((value) => [value, environmentLabels[value]] as const)}
        {...form.text('environment')}
      />
      <TextArea label="Description" maxLength={500} {...form.text('description')} />
      <fieldset className="grid gap-2">
        <legend className="mb-1 text-sm font-medium">Permissions</legend>
        {keyScopes.map((scope) => (
          <Check
            key={scope}
            label={<code className="font-mono text-sm">{scope}</code>}
            hint={keyScopeDescriptions[scope]}
            checked={scopes.includes(scope)}
            onChange={(event) => toggle(scope, event.target.checked)}
          />
        ))}
        {scopeError && <p className="text-sm text-bad">{scopeError}</p>}
      </fieldset>
    </>
  )
}
