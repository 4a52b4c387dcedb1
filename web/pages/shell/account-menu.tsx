import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown, Keyboard, LogOut, type LucideIcon, ShieldCheck, User } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { signOut, useAccount } from '../../api/account.ts'
import { paths } from '../../paths.ts'
import { chooseTheme, readTheme, themes } from '../../ui/theme.ts'
import { toast } from '../../ui/toasts.tsx'

const item = 'flex min-h-8 w-full items-center gap-2.5 rounded-md px-2.5 text-left text-sm hover:bg-sunken'

/** Signs out and goes where one signs in; says so where it did not work. */
export function useLeave() {
  const navigate = useNavigate()
  return async () => {
    try {
      await signOut(() => navigate({ to: paths.login }))
    } catch (error) {
      toast(`You are still signed in: ${(error as Error).message}`)
    }
  }
}

/** Open until Escape, a press elsewhere, or the focus going elsewhere. */
function useDisclosure() {
  const [isOpen, setIsOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!isOpen) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      setIsOpen(false)
      button.current?.focus()
    }
    const onElsewhere = ({ target }: Event) =>
      target instanceof Node && !place.current?.contains(target) && setIsOpen(false)
    document.addEventListener('keydown', onKey, true)
    document.addEventListener('pointerdown', onElsewhere)
    document.addEventListener('focusin', onElsewhere)
    return () => {
      document.removeEventListener('keydown', onKey, true)
      document.removeEventListener('pointerdown', onElsewhere)
      document.removeEventListener('focusin', onElsewhere)
    }
  }, [isOpen])
  return { isOpen, setIsOpen, place, button }
}

/** Who is signed in, and what one does as oneself. `onGo` is called when one goes elsewhere. */
export function AccountMenu({ onShortcuts, onGo }: { onShortcuts(): void; onGo?: () => void }) {
  const account = useAccount()
  const { isOpen, setIsOpen, place, button } = useDisclosure()
  const panel = useId()
  const close = () => {
    setIsOpen(false)
    onGo?.()
  }
  return (
    <div ref={place} className="relative">
      {isOpen && (
        <div
          id={panel}
          className="absolute bottom-full left-0 z-20 mb-1.5 grid w-full min-w-52 grid-cols-1 gap-px rounded-lg border border-line bg-raised p-1.5 shadow-xl"
        >
          <Items onClose={close} onShortcuts={onShortcuts} />
        </div>
      )}
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panel : undefined}
        onClick={() => setIsOpen(!isOpen)}
        className="flex w-full items-center justify-between gap-2 rounded-md px-2.5 py-1.5 text-left hover:bg-sunken aria-expanded:bg-sunken"
      >
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">
            <span className="sr-only">Account of </span>
            {account.name}
          </span>
          <span className="block truncate text-xs text-soft">{account.email}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-soft" />
      </button>
    </div>
  )
}

function Items({ onClose, onShortcuts }: { onClose(): void; onShortcuts(): void }) {
  const leave = useLeave()
  return (
    <>
      <PageLink to={paths.profile} icon={User} onGo={onClose}>
        Profile and notifications
      </PageLink>
      <PageLink to={paths.security} icon={ShieldCheck} onGo={onClose}>
        Security
      </PageLink>
      <button
        type="button"
        className={item}
        onClick={() => {
          onClose()
          onShortcuts()
        }}
      >
        <Keyboard aria-hidden className="size-4 text-soft" />
        Keyboard shortcuts
      </button>
      <ThemeChoice />
      <button type="button" className={item} onClick={() => void leave()}>
        <LogOut aria-hidden className="size-4 text-soft" />
        Sign out
      </button>
    </>
  )
}

interface PageLinkProps {
  to: string
  icon: LucideIcon
  onGo(): void
  children: ReactNode
}

const PageLink = ({ to, icon: Icon, onGo, children }: PageLinkProps) => (
  <Link to={to} onClick={onGo} className={item}>
    <Icon aria-hidden className="size-4 text-soft" />
    {children}
  </Link>
)

function ThemeChoice() {
  const [theme, setTheme] = useState(readTheme)
  const name = useId()
  return (
    <fieldset className="my-1 grid grid-cols-1 gap-px border-y border-line py-1">
      <legend className="sr-only">Colours</legend>
      {themes.map(([value, label]) => (
        <label key={value} className={`${item} cursor-pointer`}>
          <input
            type="radio"
            name={name}
            className="size-4 accent-accent"
            checked={theme === value}
            onChange={() => {
              setTheme(value)
              chooseTheme(value)
            }}
          />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
