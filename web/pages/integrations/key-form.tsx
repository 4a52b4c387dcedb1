import { keyEnvironments } from '../../../src/domain/access/principal.ts'
import { type KeyScope, keyScopeDescriptions, keyScopes } from '../../../src/domain/access/scopes.ts'
import { Check, SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { FieldGroup } from '../../ui/field-group.tsx'
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
  form: Pick<ReturnType<typeof useForm<KeyValues, unknown>>, 'text' | 'values' | 'set' | 'errorOf'>
}) {
  const { scopes } = form.values
  const toggle = (scope: KeyScope, on: boolean) =>
    form.set('scopes', on ? [...scopes, scope] : scopes.filter((one) => one !== scope))
  return (
    <>
      <TextField label="Name" required maxLength={120} {...form.text('name')} />
      <SelectField
        label="Environment"
        options={keyEnvironments.map((value) => [value, environmentLabels[value]] as const)}
        {...form.text('environment')}
      />
      <TextArea label="Description" maxLength={500} {...form.text('description')} />
      <FieldGroup legend="Permissions" error={form.errorOf('scopes')}>
        {keyScopes.map((scope) => (
          <Check
            key={scope}
            label={<code className="font-mono text-sm">{scope}</code>}
            hint={keyScopeDescriptions[scope]}
            checked={scopes.includes(scope)}
            onChange={(event) => toggle(scope, event.target.checked)}
          />
        ))}
      </FieldGroup>
    </>
  )
}
