import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Check } from '../../ui/field.tsx'
import { chooseSingleKeys, type GoTo, readSingleKeys } from './shortcuts.ts'
import { modKey } from './use-shortcuts.ts'

const Keys = ({ children }: { children: ReactNode }) => (
  <kbd className="rounded border border-line bg-sunken px-1.5 py-0.5 font-mono text-xs whitespace-nowrap">
    {children}
  </kbd>
)

const Row = ({ keys, children }: { keys: readonly string[]; children: ReactNode }) => (
  <div className="flex items-center justify-between gap-4 py-1">
    <dt>{children}</dt>
    <dd className="flex gap-1">
      {keys.map((key) => (
        <Keys key={key}>{key}</Keys>
      ))}
    </dd>
  </div>
)

/** All shortcuts, and the switch for those of one key. */
export function ShortcutHelp({ goTos, onClose }: { goTos: readonly GoTo[]; onClose(): void }) {
  const [single, setSingle] = useState(readSingleKeys)
  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts">
      <Check
        label="Shortcuts of single keys"
        hint="Turn them off if you speak to your computer, or press keys by accident."
        checked={single}
        onChange={(event) => {
          setSingle(event.target.checked)
          chooseSingleKeys(event.target.checked)
        }}
      />
      <dl className="grid gap-x-8 text-sm sm:grid-cols-2">
        <Row keys={[modKey(), 'K']}>Search, or go anywhere</Row>
        <Row keys={['/']}>Search on this page</Row>
        <Row keys={['?']}>This list</Row>
        {goTos.map(({ letter, label, to }) => (
          <Row key={to} keys={['g', letter]}>
            {label}
          </Row>
        ))}
      </dl>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}
