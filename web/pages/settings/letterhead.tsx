import { useState } from 'react'
import type { Letterhead } from '../../../src/contract/workspace.ts'
import { maxLogoBytes, refuseLogo } from '../../../src/domain/logo.ts'
import { readWorkspace, updateWorkspace, type Workspace } from '../../api/workspace.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { sayPath } from '../../ui/field-path.ts'
import { Section } from '../../ui/section.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Conflicts, useMerge } from '../../ui/use-merge.tsx'

interface LetterheadProps {
  workspace: Workspace
  /** Why it cannot be changed; null for who may. */
  reason: string | null
}

type Values = Record<
  'name' | 'address' | 'phone' | 'email' | 'website' | 'tax_number' | 'bank_details' | 'logo',
  string
>

const empty: Values = {
  name: '',
  address: '',
  phone: '',
  email: '',
  website: '',
  tax_number: '',
  bank_details: '',
  logo: '',
}

/** A logo is a picture, not words. */
const textOf = (value: unknown): string => (String(value).startsWith('data:') ? 'a picture' : String(value))

/** Only what says something: an empty text is as none. */
const toLetterhead = (values: Values): Letterhead =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))

const valuesOf = ({ letterhead }: Workspace): Values => ({ ...empty, ...(letterhead as Partial<Values>) })

/** What stands on quotes, order confirmations, packing slips and invoices. */
export function LetterheadPanel({ workspace, reason }: LetterheadProps) {
  const theirs = valuesOf(workspace)
  const form = useForm(
    theirs,
    (values) => updateWorkspace({ letterhead: toLetterhead(values) }),
    () => toast('Letterhead saved'),
  )
  const merging = useMerge(theirs, form)
  const look = async () => merging.meet(valuesOf(await readWorkspace()))
  const text = (name: keyof Values) => ({
    ...form.text(name),
    error: form.errorOf(`letterhead.${name}`),
    disabled: reason !== null,
  })
  return (
    <Section title="Letterhead" lead="It stands on quotes, order confirmations, packing slips and invoices.">
      <form onSubmit={form.onSubmitAfter(look)} className="grid gap-4">
        <UnsavedGuard when={merging.isDirty} />
        <FormProblem error={form.error} />
        <Conflicts merge={merging} values={form.values} labelOf={sayPath} textOf={textOf} />
        <Logo
          logo={form.values.logo}
          reason={reason}
          error={form.errorOf('letterhead.logo')}
          onChange={(logo) => form.set('logo', logo)}
        />
        <div className="grid items-end gap-4 sm:grid-cols-2">
          <TextField
            label="Legal name"
            placeholder={workspace.name}
            autoComplete="organization"
            maxLength={120}
            {...text('name')}
          />
          <TextField label="Tax number" maxLength={60} {...text('tax_number')} />
          <TextField label="Phone" type="tel" autoComplete="tel" maxLength={60} {...text('phone')} />
          <TextField label="Email on papers" type="email" maxLength={200} {...text('email')} />
          <TextField label="Website" maxLength={200} {...text('website')} />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextArea label="Address" hint="Several lines." maxLength={500} {...text('address')} />
          <TextArea
            label="Bank details"
            hint="Printed on invoices, so that they can be paid."
            maxLength={500}
            {...text('bank_details')}
          />
        </div>
        <div>
          <Button type="submit" kind="primary" reason={reason} busy={form.busy}>
            Save letterhead
          </Button>
        </div>
      </form>
    </Section>
  )
}

interface LogoProps {
  logo: string
  reason: string | null
  error: string | undefined
  onChange(logo: string): void
}

const readAsDataUrl = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })

/** The picture at the head of a paper, refused here by the very rule of the server. */
function Logo({ logo, reason, error, onChange }: LogoProps) {
  const [refusal, setRefusal] = useState<string>()
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    const dataUrl = await readAsDataUrl(file)
    const refused = refuseLogo(dataUrl)
    setRefusal(refused === null ? undefined : `The file ${refused}`)
    if (refused === null) onChange(dataUrl)
  }
  return (
    <div className="flex flex-wrap items-end gap-4">
      {logo !== '' && (
        <img
          src={logo}
          alt="Logo as it stands on papers"
          className="h-16 max-w-48 rounded border border-line bg-white object-contain p-1"
        />
      )}
      <TextField
        label="Logo"
        hint={`A PNG or JPEG of at most ${maxLogoBytes / 1_024} KiB.`}
        type="file"
        accept="image/png,image/jpeg"
        disabled={reason !== null}
        error={refusal ?? error}
        onChange={({ target }) => void take(target.files?.[0])}
      />
      {logo !== '' && (
        <Button reason={reason} onClick={() => onChange('')}>
          Remove the logo
        </Button>
      )}
    </div>
  )
}
