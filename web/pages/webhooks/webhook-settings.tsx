import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query.ts'
import { updateWebhook, type Webhook, webhookQuery } from '../../api/webhooks.ts'
import { Check, TextField } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Conflicts, useMerge } from '../../ui/use-merge.tsx'
import { EventsPicker } from './events-picker.tsx'

interface Values {
  url: string
  description: string
  event_types: string[]
  disable_on_gone: boolean
}

const valuesOf = ({ url, description, event_types, disable_on_gone }: Webhook): Values => ({
  url,
  description,
  event_types: [...event_types],
  disable_on_gone,
})

const labels: Readonly<Record<keyof Values, string>> = {
  url: 'URL',
  description: 'Description',
  event_types: 'Events',
  disable_on_gone: 'Disable on 410',
}

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.toSorted().join(', ') || 'all events'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value).trim()
}

/** What differs from what is saved. */
const changedIn = (before: Values, after: Values): (keyof Values)[] =>
  (Object.keys(labels) as (keyof Values)[]).filter((name) => textOf(before[name]) !== textOf(after[name]))

/** What can be changed of a webhook. Nothing is saved before old and new were read. */
export function WebhookSettings({ webhook }: { webhook: Webhook }) {
  const before = valuesOf(webhook)
  const form = useForm<Values, unknown>(
    before,
    (values) =>
      updateWebhook(
        webhook.id,
        Object.fromEntries(changedIn(before, values).map((name) => [name, values[name]])),
      ),
    () => toast('Saved'),
  )
  const merging = useMerge(before, form)
  const check = async () => {
    const now = await api.get<Webhook>(`/webhooks/${webhook.id}`)
    queryClient.setQueryData(webhookQuery(webhook.id).queryKey, now)
    return merging.isClear(valuesOf(now))
  }
  const { values } = form
  return (
    <Panel>
      <h2 className="mb-3 font-semibold">Settings</h2>
      <form ref={form.ref} onSubmit={(event) => event.preventDefault()} className="grid gap-4">
        <FormProblem error={form.error} />
        <Conflicts merge={merging} values={values} labelOf={(name) => labels[name]} textOf={textOf} />
        <TextField label="URL" type="url" required {...form.text('url')} />
        <TextField label="Description" maxLength={500} {...form.text('description')} />
        <Check
          label="Disable it at once when its receiver answers 410"
          checked={values.disable_on_gone}
          onChange={(event) => form.set('disable_on_gone', event.target.checked)}
        />
        <EventsPicker
          audience={webhook.audience}
          chosen={values.event_types}
          error={form.errorOf('event_types')}
          onChange={(types) => form.set('event_types', types)}
        />
        <SaveBar
          check={check}
          changes={changedIn(before, values).map((name) => [
            labels[name],
            textOf(before[name]),
            textOf(values[name]),
          ])}
          onUndo={() => form.undo(before)}
          onSave={form.save}
        />
      </form>
    </Panel>
  )
}
