import type { ReactNode } from 'react'
import { BrandLink } from '../../ui/brand.tsx'
import { useShownTitle } from '../../ui/page-title.ts'

/** The one sheet of a page for people who are not signed in. */
export function AuthFrame({
  title,
  lead,
  children,
  below,
}: {
  title: string
  lead?: ReactNode
  children: ReactNode
  below?: ReactNode
}) {
  useShownTitle(title)
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-center gap-6 px-4 py-10">
      <div className="text-lg">
        <BrandLink />
      </div>
      <div className="grid gap-5 rounded-xl border border-line bg-raised p-6 shadow-sm">
        <div>
          <h1 className="text-xl font-semibold">{title}</h1>
          {lead !== undefined && <p className="mt-1 text-sm text-soft">{lead}</p>}
        </div>
        {children}
      </div>
      {below !== undefined && <div className="text-sm text-soft">{below}</div>}
    </main>
  )
}

/** A link within a text: underlined, so that colour is not all that tells it. */
export const textLink = 'text-accent underline underline-offset-2 hover:text-accent-strong'

/** A link that stands alone, in a table or a list. */
export const quietLink = 'font-medium text-accent underline-offset-2 hover:underline'
