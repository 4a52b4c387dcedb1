import type { ReactNode } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { Notice } from '../../ui/panel.tsx'
import { AuthFrame } from './frame.tsx'

/** True where the server does not know the secret of a link, or not any more. */
export const isDeadLink = (error: Error | null): boolean =>
  error instanceof ApiProblem && (error.code === 'link_invalid' || error.code === 'not_found')

/** A link that opens nothing any more, and what to do now. */
export const DeadLink = ({ below, children }: { below: ReactNode; children: ReactNode }) => (
  <AuthFrame title="This link does not work any more" below={below}>
    <Notice tone="warn">{children}</Notice>
  </AuthFrame>
)
