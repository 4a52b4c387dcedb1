import type { ReactNode } from 'react'
import { Panel } from './panel.tsx'

interface SectionProps {
  title: ReactNode
  lead?: ReactNode
  children: ReactNode
}

/** A part of a settings page: what it is about, and beside it, or below on narrow screens, its form or list. */
export const Section = ({ title, lead, children }: SectionProps) => (
  <section className="grid grid-cols-1 items-start gap-x-10 gap-y-3 border-line border-t py-7 first:border-t-0 first:pt-0 lg:grid-cols-[16rem_minmax(0,1fr)]">
    <div className="lg:pt-5">
      <h2 className="font-semibold">{title}</h2>
      {lead !== undefined && <p className="mt-1 text-sm text-soft">{lead}</p>}
    </div>
    <Panel>{children}</Panel>
  </section>
)
