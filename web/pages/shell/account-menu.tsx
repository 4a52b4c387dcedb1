import { Menu } from '@base-ui/react/menu'
import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown, Keyboard, LogOut, type LucideIcon, ShieldCheck, SunMoon, User } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { signOut, useAccount } from '../../api/account.ts'
import { paths } from '../../paths.ts'
import { chooseTheme, readTheme, type Theme, themes } from '../../ui/theme.ts'
import { toast } from '../../ui/toasts.tsx'

const item =
  'flex min-h-8 w-full items-center gap-2.5 rounded-md px-2.5 text-sm outline-none data-[highlighted]:bg-sunken'

/** Signs out and goes where one signs in; says so where it did not work. */
export function useLeave() {
  const navigate = useNavigate()
  return async () => {
    try {
      await signOut()
      await navigate({ to: paths.login })
    } catch (error) {
      toast(`You are still signed in: ${(error as Error).message}`)
    }
  }
}

const PageItem = ({ to, icon: Icon, children }: { to: string; icon: LucideIcon; children: ReactNode }) => (
  <Menu.Item render={<Link to={to} />} className={item}>
    <Icon aria-hidden className="size-4 text-soft" />
    {children}
  </Menu.Item>
)

function ThemeItems() {
  const [theme, setTheme] = useState(readTheme)
  return (
    <Menu.RadioGroup
      value={theme}
      onValueChange={(next: Theme) => {
        setTheme(next)
        chooseTheme(next)
      }}
    >
      {themes.map(([value, label]) => (
        <Menu.RadioItem key={value} value={value} closeOnClick={false} className={`${item} justify-between`}>
          <span className="flex items-center gap-2.5">
            <SunMoon aria-hidden className="size-4 text-soft" />
            {label}
          </span>
          <Menu.RadioItemIndicator>✓</Menu.RadioItemIndicator>
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  )
}

/** Who is signed in, and what one does as oneself. */
export function AccountMenu({ onShortcuts }: { onShortcuts(): void }) {
  const account = useAccount()
  const leave = useLeave()
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={`Account of ${account.name}`}
        className="flex w-full items-center justify-between gap-2 rounded-md px-2.5 py-1.5 text-left hover:bg-sunken data-[popup-open]:bg-sunken"
      >
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">{account.name}</span>
          <span className="block truncate text-xs text-soft">{account.email}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-soft" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="top" align="start" sideOffset={6} className="z-50">
          <Menu.Popup className="grid w-56 grid-cols-1 gap-px rounded-lg border border-line bg-raised p-1.5 shadow-xl outline-none">
            <PageItem to={paths.profile} icon={User}>
              Profile and notifications
            </PageItem>
            <PageItem to={paths.security} icon={ShieldCheck}>
              Security
            </PageItem>
            <Menu.Item className={item} onClick={onShortcuts}>
              <Keyboard aria-hidden className="size-4 text-soft" />
              Keyboard shortcuts
            </Menu.Item>
            <Menu.Separator className="my-1 h-px bg-line" />
            <ThemeItems />
            <Menu.Separator className="my-1 h-px bg-line" />
            <Menu.Item className={item} onClick={() => void leave()}>
              <LogOut aria-hidden className="size-4 text-soft" />
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
