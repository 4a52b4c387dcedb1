import { Toast } from '@base-ui/react/toast'
import type { ReactNode } from 'react'

const manager = Toast.createToastManager()

/** Says that something was done. */
export const toast = (title: string): void => void manager.add({ title, timeout: 4_000 })

function List() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((one) => (
    <Toast.Root
      key={one.id}
      toast={one}
      className="flex items-center justify-between gap-4 rounded-lg border border-line bg-raised px-4 py-3 shadow-lg"
    >
      <Toast.Title className="text-sm font-medium" />
      <Toast.Close className="min-h-6 min-w-6 text-soft hover:text-ink" aria-label="Dismiss">
        ×
      </Toast.Close>
    </Toast.Root>
  ))
}

export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 grid w-[min(22rem,calc(100vw-2rem))] gap-2">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}
