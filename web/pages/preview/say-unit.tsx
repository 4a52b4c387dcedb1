import { fileUnits } from '../../../src/domain/records/file.ts'
import { api } from '../../api/client.ts'
import { useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'

const labels = { mm: 'Millimetres', in: 'Inches' } as const

interface SayUnitProps {
  /** Below `/api`: where the file is changed. */
  path: string
  name: string
}

/** Asks for the unit of a file that carries none; its figures follow. */
export function SayUnit({ path, name }: SayUnitProps) {
  const say = useAction(
    (units: string) => api.patch(path, { units }),
    () => toast('Unit saved; it is measured again'),
  )
  return (
    <fieldset className="grid gap-1.5 rounded-md bg-warn-soft p-2.5 text-sm text-warn">
      <legend className="sr-only">{`Unit of ${name}`}</legend>
      <p>This file does not say its unit. Which is it drawn in?</p>
      <div className="flex flex-wrap gap-2">
        {fileUnits.map((units) => (
          <Button
            key={units}
            small
            busy={say.isPending && say.variables === units}
            aria-label={`${labels[units]}: ${name}`}
            onClick={() => say.mutate(units)}
          >
            {labels[units]}
          </Button>
        ))}
      </div>
      {say.error && <Failure error={say.error} />}
    </fieldset>
  )
}
