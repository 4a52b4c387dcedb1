import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode, RefObject } from 'react'
import { session } from '../api/session.ts'
import { classes } from './classes.ts'

interface DialogProps {
  open: boolean
  onClose(): void
  title: string
  /** One sentence below the title. */
  lead?: ReactNode
  children: ReactNode
  focus?: RefObject<HTMLElement | null>
  /** Where the focus goes when it closes; true: back to where it came from. */
  finalFocus?: () => HTMLElement | true
  /** For what needs room: a picture with its figures, a long form. */
  wide?: boolean
}

/** A window over the page: takes the focus and gives it back. */
export function Dialog({
  open,
  onClose,
  title,
  lead,
  children,
  focus,
  finalFocus,
  wide = false,
}: DialogProps) {
  return (
    // While the session's own dialog lies over it, a press there is none beside this one.
    <Base.Root open={open} onOpenChange={(next) => !next && session.state === 'open' && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <Base.Popup
          {...(focus && { initialFocus: focus })}
          {...(finalFocus && { finalFocus })}
          className={classes(
            'fixed top-1/2 left-1/2 z-50 grid max-h-[92dvh] grid-cols-1 -translate-1/2 gap-4 overflow-y-auto rounded-xl border border-line bg-raised p-4 shadow-2xl sm:p-6',
            wide ? 'w-[min(64rem,calc(100vw-1.5rem))]' : 'w-[min(36rem,calc(100vw-1.5rem))]',
          )}
        >
          <div>
            <Base.Title className="text-lg font-semibold wrap-anywhere">{title}</Base.Title>
            {lead !== undefined && (
              <Base.Description className="mt-1 text-sm text-soft">{lead}</Base.Description>
            )}
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-wrap justify-end gap-2 pt-2">{children}</div>
)
