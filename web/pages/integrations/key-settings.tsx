import { api } from '../../api/client.ts'
import { type ApiKey, keyQuery, updateKey } from '../../api/keys.ts'
import { queryClient } from '../../api/query.ts'
import { Panel } from '../../ui/panel.tsx'
import { type Change, SaveBar } from '../../ui/save-bar.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Conflicts, useMerge } from '../../ui/use-merge.tsx'
import { environmentLabels, KeyFields, type KeyValues } from './key-form.tsx'

const valuesOf = ({ name, environment, description, scopes }: ApiKey): KeyValues => ({
  name,
  environment,
  description,
  scopes: [...scopes],
})

/** What is different, field by field, in words. */
function changesOf(before: KeyValues, after: KeyValues): Change[] {
  const all: Change[] = [
    ['Name', before.name, after.name],
    ['Environment', environmentLabels[before.environment], environmentLabels[after.environment]],
    ['Description', before.description, after.description],
    ['Permissions', before.scopes.toSorted().join(', '), after.scopes.toSorted().join(', ')],
  ]
  return all.filter(([, old, next]) => old.trim() !== next.trim())
}

const labelOf = (name: keyof KeyValues): string =>
  name === 'scopes' ? 'Permissions' : name.charAt(0).toUpperCase() + name.slice(1)

/** What can be changed of a key. Nothing is saved before old and new were read. */
export function KeySettings({ apiKey }: { apiKey: ApiKey }) {
  const before = valuesOf(apiKey)
  const form = useForm<KeyValues, unknown>(
    before,
    (values) => updateKey(apiKey.id, values),
    () => toast('Saved'),
  )
  const merging = useMerge(before, form)
  const check = async () => {
    const now = await api.get<ApiKey>(`/api-keys/${apiKey.id}`)
    queryClient.setQueryData(keyQuery(apiKey.id).queryKey, now)
    return merging.isClear(valuesOf(now))
  }
  return (
    <Panel>
      <h2 className="mb-4 font-semibold">Settings</h2>
      <form ref={form.ref} onSubmit={(event) => event.preventDefault()} className="grid gap-4">
        <FormProblem error={form.error} />
        <Conflicts merge={merging} values={form.values} labelOf={labelOf} textOf={String} />
        <KeyFields form={form} />
        <SaveBar
          check={check}
          changes={changesOf(before, form.values)}
          onUndo={() => form.undo(before)}
          onSave={form.save}
        />
      </form>
    </Panel>
  )
}
