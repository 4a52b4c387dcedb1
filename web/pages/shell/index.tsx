import { Outlet, useRouter } from '@tanstack/react-router'
import { Menu as MenuIcon, Search } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useAccount } from '../../api/account.ts'
import { useInboxState } from '../../api/inbox.ts'
import { leaveForAnotherPage } from '../../ui/arrival.ts'
import { BrandLink } from '../../ui/brand.tsx'
import { Button } from '../../ui/button.tsx'
import { pageTitle, usePageTitle } from '../../ui/page-title.ts'
import { useIsWide } from '../../ui/use-is-wide.ts'
import { AccountMenu } from './account-menu.tsx'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { Navigation, UnreadBadge } from './navigation.tsx'
import { overlay } from './overlay.tsx'
import { Progress } from './progress.tsx'
import { sectionsOf } from './sections.ts'
import { SessionDialog } from './session-dialog.tsx'
import { goTosOf } from './shortcuts.ts'
import { modKey, useShortcuts } from './use-shortcuts.ts'

const Drawer = lazy(() => overlay(async () => (await import('./drawer.tsx')).Drawer))
const Palette = lazy(() => overlay(async () => (await import('./palette/index.tsx')).Palette))
const ShortcutHelp = lazy(() => overlay(async () => (await import('./shortcut-help.tsx')).ShortcutHelp))

type Overlay = 'palette' | 'help' | 'menu' | null

/** Screen readers and keyboards follow to the page that is shown next. */
function useArrivals(): void {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onBeforeLoad', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation !== undefined) leaveForAnotherPage()
      }),
    [router],
  )
}

/** How many inbox items are unread; the window's title says it too. */
function useUnread(): number {
  const count = useInboxState()?.unread_count ?? 0
  useEffect(() => {
    pageTitle.setUnread(count)
    return () => pageTitle.setUnread(0)
  }, [count])
  return count
}

/** The frame around every page of somebody who is signed in. */
export function Shell() {
  const goTos = goTosOf(sectionsOf(useAccount()))
  const [shown, setShown] = useState<Overlay>(null)
  const close = () => setShown(null)
  const unread = useUnread()
  const isWide = useIsWide()
  useArrivals()
  useShortcuts(goTos, { palette: () => setShown('palette'), help: () => setShown('help') })
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="absolute -top-20 left-2 z-50 rounded bg-accent px-3 py-2 text-on-accent focus:top-2"
      >
        Skip to the content
      </a>
      <Progress />
      {!isWide && <TopBar unread={unread} onOpen={setShown} />}
      {isWide && <SideBar unread={unread} onOpen={setShown} />}
      <div className="min-w-0">
        <ConnectionBanner />
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl p-4 outline-none sm:p-8">
          <Breadcrumbs />
          <HeadingMeanwhile />
          <Outlet />
        </main>
      </div>
      <SessionDialog />
      <Suspense>
        {shown === 'menu' && (
          <Drawer open onClose={close}>
            <nav aria-label="All pages" className="min-h-0 flex-1 overflow-y-auto px-2.5 pb-4">
              <Navigation unread={unread} onGo={close} />
            </nav>
            <div className="border-t border-line p-2.5">
              <AccountMenu onShortcuts={() => setShown('help')} onGo={close} />
            </div>
          </Drawer>
        )}
        {shown === 'palette' && <Palette onClose={close} onShortcuts={() => setShown('help')} />}
        {shown === 'help' && <ShortcutHelp goTos={goTos} onClose={close} />}
      </Suspense>
    </div>
  )
}

/** A page has a first heading while its own is on its way, too. */
function HeadingMeanwhile() {
  return usePageTitle() === null && <h1 className="sr-only">Fabwire</h1>
}

interface BarProps {
  unread: number
  onOpen(overlay: Overlay): void
}

const Brand = () => {
  const { workspace } = useAccount()
  return (
    <div className="min-w-0">
      <BrandLink />
      <p className="truncate text-sm text-soft">{workspace.name}</p>
    </div>
  )
}

/** On small screens: the navigation behind a button. */
const TopBar = ({ unread, onOpen }: BarProps) => (
  <header className="sticky top-0 z-30 flex items-center gap-4 border-b border-line bg-raised px-3 py-2">
    <nav aria-label="Main">
      <Button kind="quiet" className="relative" onClick={() => onOpen('menu')}>
        <MenuIcon aria-hidden className="size-5" />
        <span className="sr-only">Menu</span>
        {/* Over the button: nothing beside it moves when the number comes. */}
        <span className="absolute -top-0.5 left-6 flex">
          <UnreadBadge count={unread} />
        </span>
      </Button>
    </nav>
    <div className="min-w-0 flex-1">
      <Brand />
    </div>
    <Button kind="quiet" aria-label="Search" onClick={() => onOpen('palette')}>
      <Search aria-hidden className="size-5" />
    </Button>
  </header>
)

/** On wide screens: always there; what does not fit scrolls between its head and the account menu. */
const SideBar = ({ unread, onOpen }: BarProps) => (
  <header className="sticky top-0 flex h-dvh flex-col border-r border-line bg-raised">
    <div className="grid grid-cols-1 gap-3 px-3 pt-4 pb-3">
      <div className="px-2.5">
        <Brand />
      </div>
      <button
        type="button"
        onClick={() => onOpen('palette')}
        className="flex min-h-8 items-center gap-2.5 rounded-md border border-edge px-2.5 text-sm text-soft hover:text-ink"
      >
        <Search aria-hidden className="size-4" />
        Search
        <kbd aria-hidden className="ml-auto font-mono text-xs">
          {modKey()} K
        </kbd>
      </button>
    </div>
    <nav aria-label="Main" className="min-h-0 flex-1 overflow-y-auto px-3 py-1 text-sm">
      <Navigation unread={unread} />
    </nav>
    <div className="border-t border-line p-2.5">
      <AccountMenu onShortcuts={() => onOpen('help')} />
    </div>
  </header>
)
