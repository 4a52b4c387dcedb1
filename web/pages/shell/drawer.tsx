import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { session } from '../../api/session.ts'

interface DrawerProps {
  open: boolean
  onClose(): void
  children: ReactNode
}

/** The navigation on small screens: over the page, from its left edge. */
export function Drawer({ open, onClose, children }: DrawerProps) {
  const title = useId()
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && session.state === 'open' && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-50 flex w-[min(18rem,calc(100vw-3rem))] flex-col border-r border-line bg-raised shadow-2xl outline-none">
          <div className="flex items-center justify-between p-3 pl-5">
            <Dialog.Title id={title} className="font-semibold">
              Menu
            </Dialog.Title>
            <Dialog.Close aria-label="Close the menu" className="rounded-md p-1.5 text-soft hover:bg-sunken">
              <X aria-hidden className="size-5" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
