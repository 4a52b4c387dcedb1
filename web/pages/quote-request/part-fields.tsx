import type { ProjectFile } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import type { PartDraft } from './draft.ts'

/** Words to choose from; any other may be typed. */
const suggestions = {
  process: [
    'CNC milling',
    'CNC turning',
    'Sheet metal',
    'Laser cutting',
    '3-D printing',
    'Injection moulding',
  ],
  material: ['EN AW-6082', 'EN AW-7075', '1.4301 (304)', '1.4404 (316L)', 'S355', 'POM', 'PA12'],
  finish: [
    'As machined',
    'Anodised, clear',
    'Anodised, black',
    'Bead blasted',
    'Powder coated',
    'Zinc plated',
  ],
  tolerance: ['ISO 2768-m', 'ISO 2768-f', 'ISO 2768-c'],
} as const
export type Suggested = keyof typeof suggestions

const listId = (member: Suggested): string => `suggested-${member}`

/** Once on the page, for all parts. */
export const Suggestions = () =>
  (Object.keys(suggestions) as Suggested[]).map((member) => (
    <datalist key={member} id={listId(member)}>
      {suggestions[member].map((word) => (
        <option key={word} value={word} />
      ))}
    </datalist>
  ))

interface PartFieldsProps {
  part: PartDraft
  /** Counted from 0. */
  index: number
  /** One part alone needs no number and cannot be left out. */
  alone: boolean
  files: readonly ProjectFile[]
  errorOf(member: Exclude<keyof PartDraft, 'key'>): string | undefined
  onChange(part: PartDraft): void
  onRemove(): void
}

/** What is to be made, of what, how and how many. */
export function PartFields({ part, index, alone, files, errorOf, onChange, onRemove }: PartFieldsProps) {
  const text = (name: Exclude<keyof PartDraft, 'key'>) => ({
    value: part[name],
    error: errorOf(name),
    onChange: (event: { target: { value: string } }) => onChange({ ...part, [name]: event.target.value }),
  })
  const title = alone ? 'What is to be made' : `Part ${index + 1}`
  return (
    <fieldset className="grid grid-cols-1 gap-3 rounded-lg border border-line p-4">
      <legend className="sr-only">{title}</legend>
      {!alone && (
        <div className="flex items-center justify-between gap-3">
          <p aria-hidden className="font-semibold">
            {title}
          </p>
          <Button small kind="quiet" aria-label={`Leave out number ${index + 1}`} onClick={onRemove}>
            Leave out
          </Button>
        </div>
      )}
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <TextField label="Part" required maxLength={200} {...text('part_name')} />
        <SelectField
          label="File"
          options={[['', 'None'], ...files.map(({ id, name }) => [id, name] as const)]}
          {...text('file_id')}
        />
        <TextField
          label="Process"
          required
          placeholder="CNC milling"
          list={listId('process')}
          {...text('process')}
        />
        <TextField
          label="Material"
          required
          placeholder="EN AW-6082"
          list={listId('material')}
          {...text('material')}
        />
        <TextField label="Finish" list={listId('finish')} {...text('finish')} />
        <TextField
          label="Tolerance"
          placeholder="ISO 2768-m"
          list={listId('tolerance')}
          {...text('tolerance')}
        />
      </div>
      <TextField
        label="Quantities"
        required
        placeholder="10, 50"
        hint="Each gets a price of its own: 10, 50, 100."
        {...text('quantities')}
      />
      <TextField label="Remarks" placeholder="Threads, inspection, packing" {...text('notes')} />
    </fieldset>
  )
}
