import { type ApiKey, updateKey } from '../../api/keys.ts'
import { Panel } from '../../ui/panel.tsx'
import { type Change, SaveBar } from '../../ui/save-bar.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
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

/** What can be changed of a key. Nothing is saved before old and new were read. */
export function KeySettings({ apiKey }: { apiKey: ApiKey }) {
  const before = valuesOf(apiKey)
  const form = useForm<KeyValues, unknown>(
    before,
    (values) => updateKey(apiKey.id, values),
    () => {},
  )
  const save = async () => {
    await updateKey(apiKey.id, form.values)
    toast('Saved')
  }
  return (
    <Panel>
      <h2 className="mb-4 font-semibold">Settings</h2>
      <div className="grid gap-4">
        <KeyFields form={form} />
        <SaveBar
          changes={changesOf(before, form.values)}
          onUndo={() => form.setValues(before)}
          onSave={save}
        />
      </div>
    </Panel>
  )
}
