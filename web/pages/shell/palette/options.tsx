import { useId } from 'react'
import { classes } from '../../../ui/classes.ts'
import type { Command, Group } from './commands.ts'

interface OptionsProps {
  id: string
  groups: readonly Group[]
  /** Which of all commands is the active one. */
  current: number
  optionId(index: number): string
  onChoose(command: Command): void
}

/** The list below the palette's field. The focus stays in the field; the active option is said to be so. */
export function Options({ id, groups, current, optionId, onChoose }: OptionsProps) {
  const title = useId()
  const starts = groups.map((_, index) =>
    groups.slice(0, index).reduce((sum, { commands }) => sum + commands.length, 0),
  )
  return (
    <div
      id={id}
      role="listbox"
      aria-label="To choose from"
      className="-mx-2 h-[min(22rem,50dvh)] overflow-y-auto px-2"
    >
      {groups.map((group, groupIndex) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
        <div key={group.title} role="group" aria-labelledby={`${title}-${groupIndex}`}>
          <p
            id={`${title}-${groupIndex}`}
            role="presentation"
            className="px-2.5 pt-3 pb-1 text-xs font-semibold text-soft"
          >
            {group.title}
          </p>
          {group.commands.map((command, index) => {
            const place = (starts[groupIndex] ?? 0) + index
            return (
              <Option
                key={command.id}
                id={optionId(place)}
                command={command}
                active={place === current}
                onChoose={() => onChoose(command)}
              />
            )
          })}
        </div>
      ))}
    </div>
  )
}

interface OptionProps {
  id: string
  command: Command
  active: boolean
  onChoose(): void
}

const Option = ({ id, command, active, onChoose }: OptionProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which keeps the focus
  <div
    id={id}
    role="option"
    tabIndex={-1}
    aria-selected={active}
    onClick={onChoose}
    className={classes(
      'flex min-h-9 cursor-pointer items-center justify-between gap-3 rounded-md px-2.5 text-sm',
      active ? 'bg-accent-soft text-accent' : 'hover:bg-sunken',
    )}
  >
    <span className="truncate">{command.label}</span>
    {command.hint && (
      <span className={classes('truncate text-xs', !active && 'text-soft')}>{command.hint}</span>
    )}
  </div>
)
