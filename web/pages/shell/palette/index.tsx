import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { isStaff, useAccount } from '../../../api/account.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { chooseTheme } from '../../../ui/theme.ts'
import { useLeave } from '../account-menu.tsx'
import { sectionsOf } from '../sections.ts'
import { type Command, fitting, type Group, groupsOf } from './commands.ts'
import { Options } from './options.tsx'
import { recentOf, remember } from './recent.ts'
import { useRecords } from './use-records.ts'

interface PaletteProps {
  onClose(): void
  onShortcuts(): void
}

/** What can be chosen for a text: recent ones first where there is none, records where it is a number. */
function useGroups(text: string): { groups: Group[]; isPending: boolean } {
  const account = useAccount()
  const records = useRecords(text)
  const all = groupsOf(sectionsOf(account), isStaff(account))
  if (text.trim() !== '') return { ...records, groups: [...records.groups, ...fitting(all, text)] }
  const recent = recentOf(personOf(account))
  const isRecent = new Set(recent.map(({ id }) => id))
  const others = all.map(({ title, commands }) => ({
    title,
    commands: commands.filter(({ id }) => !isRecent.has(id)),
  }))
  return {
    isPending: false,
    groups: recent.length === 0 ? all : [{ title: 'Recent', commands: recent }, ...others],
  }
}

const personOf = ({ id, workspace }: ReturnType<typeof useAccount>): string => `${id}@${workspace.id}`

/** Carries out what was chosen. */
function useChoose({ onClose, onShortcuts }: PaletteProps) {
  const account = useAccount()
  const navigate = useNavigate()
  const leave = useLeave()
  return (command: Command) => {
    if (command.act !== 'sign-out') remember(personOf(account), command)
    if (command.act === 'help') return onShortcuts()
    onClose()
    if (command.to !== undefined) void navigate({ href: command.to })
    else if (command.act === 'sign-out') void leave()
    else if (command.act !== undefined) chooseTheme(command.act)
  }
}

/** Goes anywhere and does anything by a few letters. A combobox with a list (ARIA authoring practices). */
export function Palette(props: PaletteProps) {
  const list = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const { groups, isPending } = useGroups(text)
  const choose = useChoose(props)
  const commands = groups.flatMap((group) => group.commands)
  const current = Math.min(at, commands.length - 1)
  const optionId = (index: number) => `${list}-${index}`
  const move = (to: number) => {
    const next = (to + commands.length) % Math.max(1, commands.length)
    setAt(next)
    document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const moves: Readonly<Record<string, number>> = { ArrowDown: current + 1, ArrowUp: current - 1 }
    const to = moves[event.key]
    const chosen = commands[current]
    if (to !== undefined) move(to)
    else if (event.key === 'Enter' && chosen) choose(chosen)
    else return
    event.preventDefault()
  }
  return (
    <Dialog open onClose={props.onClose} title="Search" focus={input}>
      <input
        ref={input}
        // Keys that follow at once are for it.
        autoFocus
        role="combobox"
        aria-label="A page, an action, or a number"
        aria-expanded
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={commands.length === 0 ? undefined : optionId(current)}
        placeholder="A page, an action, or a number such as Q-20260515-0001"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        className="w-full rounded-md border border-edge bg-raised px-3 py-2 placeholder:text-soft"
      />
      <Options id={list} groups={groups} current={current} optionId={optionId} onChoose={choose} />
      <p role="status" className="text-sm text-soft">
        {isPending
          ? 'Searching…'
          : commands.length === 0
            ? 'Nothing fits. Records are found by their whole number.'
            : `${commands.length} to choose from`}
      </p>
    </Dialog>
  )
}
