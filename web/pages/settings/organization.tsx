import { useQuery } from '@tanstack/react-query'
import { atLeast, parseRole } from '../../../src/domain/access/roles.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { readWorkspace, updateWorkspace, type Workspace, workspaceQuery } from '../../api/workspace.ts'
import { paths } from '../../paths.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Check, SelectField, TextField } from '../../ui/field.tsx'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { Section } from '../../ui/section.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Conflicts, useMerge } from '../../ui/use-merge.tsx'
import { LetterheadPanel } from './letterhead.tsx'

const lead = 'What holds for the whole shop, and what stands on its papers.'

export function OrganizationPage() {
  const account = useAccount()
  if (isStaff(account)) return <Organization />
  return (
    <>
      <PageHeader title="Workspace" lead={lead} />
      <Notice title="For the people of the shop">Its settings are theirs.</Notice>
    </>
  )
}

function Organization() {
  const { workspace } = useAccount()
  const reason = atLeast(parseRole(workspace.role), 'admin')
    ? null
    : 'Administrators and owners change the workspace'
  const { data, error, isPending, refetch } = useQuery(workspaceQuery)
  return (
    <>
      <PageHeader
        title="Workspace"
        lead={reason === null ? lead : `${lead} ${reason}.`}
        actions={
          <ButtonLink to={paths.subscription}>
            Subscription: <span className="capitalize">{workspace.plan}</span>
          </ButtonLink>
        }
      />
      {isPending && <Skeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && (
        <div>
          <General workspace={data} reason={reason} />
          <LetterheadPanel workspace={data} reason={reason} />
        </div>
      )}
    </>
  )
}

const zones = Intl.supportedValuesOf('timeZone')
const currencies = Intl.supportedValuesOf('currency').map((code) => [code, code] as const)

/** The zones that the browser knows, and the one that is set. */
const zoneOptions = (set: string) =>
  [...new Set(['UTC', set, ...zones])].map((zone) => [zone, zone.replaceAll('_', ' ')] as const)

interface PartProps {
  workspace: Workspace
  /** Why it cannot be changed; null for who may. */
  reason: string | null
}

const labels = {
  name: 'Name',
  time_zone: 'Time zone',
  currency: 'Currency',
  mark_paid_allowed: 'Customers may say that they have paid',
} as const

type General = Pick<Workspace, keyof typeof labels>

const textOf = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)

const generalOf = ({ name, time_zone, currency, mark_paid_allowed }: Workspace): General => ({
  name,
  time_zone,
  currency,
  mark_paid_allowed,
})

function General({ workspace, reason }: PartProps) {
  const theirs = generalOf(workspace)
  const form = useForm(theirs, updateWorkspace, () => toast('Workspace saved'))
  const merging = useMerge(theirs, form)
  const look = async () => merging.meet(generalOf(await readWorkspace()))
  return (
    <Section title="General" lead="What holds for all projects, customers and people of the shop.">
      <form onSubmit={form.onSubmitAfter(look)} className="grid max-w-xl gap-4">
        <UnsavedGuard when={merging.isDirty} />
        <FormProblem error={form.error} />
        <Conflicts merge={merging} values={form.values} labelOf={(name) => labels[name]} textOf={textOf} />
        <TextField
          label="Name"
          hint="What customers see in the dashboard and in mails."
          required
          maxLength={120}
          disabled={reason !== null}
          {...form.text('name')}
        />
        <SelectField
          label="Time zone"
          hint="Days of due dates, offers and numbers begin and end in it."
          options={zoneOptions(theirs.time_zone)}
          disabled={reason !== null}
          {...form.text('time_zone')}
        />
        <SelectField
          label="Currency"
          hint="For new quotes and orders; those that are there keep theirs."
          options={currencies}
          disabled={reason !== null}
          {...form.text('currency')}
        />
        <Check
          label="Customers may say that they have paid"
          hint="It counts at once, and is marked as said by the customer. You can reverse it."
          disabled={reason !== null}
          checked={form.values.mark_paid_allowed}
          onChange={(event) => form.set('mark_paid_allowed', event.target.checked)}
        />
        <p className="text-sm text-soft">
          Quotes, orders, shipments, invoices and reports are numbered by day: Q-, O-, S-, I- and N-, then the
          date and a count.
        </p>
        <div>
          <Button type="submit" kind="primary" reason={reason} busy={form.busy}>
            Save workspace
          </Button>
        </div>
      </form>
    </Section>
  )
}
