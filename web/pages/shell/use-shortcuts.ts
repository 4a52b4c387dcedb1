import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { session } from '../../api/session.ts'
import { type GoTo, type Press, readSingleKeys, ShortcutReader } from './shortcuts.ts'

const typing = 'input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]'

/** The page's own search field, or the palette where it has none. */
function focusSearch(openPalette: () => void): void {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]')
  if (field === null) openPalette()
  else field.focus()
}

/** Listens for the shortcuts while the shell is shown. Over an open dialog only the palette's is heard. */
export function useShortcuts(goTos: readonly GoTo[], open: { palette(): void; help(): void }): void {
  const navigate = useNavigate()
  const latest = useRef({ goTos, open, navigate })
  useEffect(() => {
    latest.current = { goTos, open, navigate }
  })
  useEffect(() => {
    const reader = new ShortcutReader()
    const act = (press: Press) => {
      const { open, navigate } = latest.current
      if (press.kind === 'palette') open.palette()
      else if (press.kind === 'help') open.help()
      else if (press.kind === 'search') focusSearch(open.palette)
      else void navigate({ to: press.to })
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || session.state !== 'open') return
      const target = event.target instanceof Element ? event.target : null
      const isInDialog = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
      const press = reader.read(
        {
          key: event.key,
          isMod: event.ctrlKey || event.metaKey,
          isAlt: event.altKey,
          isTyping: isInDialog || target?.closest(typing) !== null,
          atMs: event.timeStamp,
        },
        latest.current.goTos,
        readSingleKeys(),
      )
      if (press === null || (isInDialog && press.kind !== 'palette')) return
      event.preventDefault()
      act(press)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

/** How the key beside the letters is called here. */
export const modKey = (): string => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl')
