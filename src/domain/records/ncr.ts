import type { Machine } from './machine.ts'

export const ncrStatuses = ['open', 'in_progress', 'resolved', 'void'] as const
export type NcrStatus = (typeof ncrStatuses)[number]

export type NcrAction = 'start' | 'resolve' | 'reopen' | 'void'

/** What becomes of the pieces. */
export const dispositions = ['rework', 'scrap', 'use_as_is', 'return'] as const
export type Disposition = (typeof dispositions)[number]

export const severities = ['minor', 'major', 'critical'] as const
export type Severity = (typeof severities)[number]

/** domain.md, "State machines". That one is raised is told when it is made (`ncr.issued`). */
export const ncrMachine: Machine<NcrStatus, NcrAction, never, 'ncr.resolved'> = {
  open: { start: { to: 'in_progress' }, void: { to: 'void' } },
  in_progress: { resolve: { to: 'resolved', event: 'ncr.resolved' } },
  resolved: { reopen: { to: 'in_progress' } },
  void: {},
}

export interface NcrState {
  status: NcrStatus
  disposition: Disposition | null
  rootCause: string | null
  resolution: string | null
}

/** What an action brings along; what it does not name stays. */
export type NcrStep =
  | { action: 'start'; disposition: Disposition }
  | { action: 'resolve'; resolution: string; rootCause?: string | undefined }
  | { action: 'reopen' }
  | { action: 'void' }

/** What a step makes of a report, and what the customer is told of it; null where the machine has no such step. */
export function moveNcr(
  state: NcrState,
  step: NcrStep,
): { state: NcrState; event: 'ncr.resolved' | null } | null {
  const cell = ncrMachine[state.status][step.action]
  if (cell === undefined) return null
  const after: NcrState = { ...state, status: cell.to }
  if (step.action === 'start') after.disposition = step.disposition
  if (step.action === 'resolve') {
    after.resolution = step.resolution
    after.rootCause = step.rootCause ?? state.rootCause
  }
  // What was found stays known; that it is settled is no longer true.
  if (step.action === 'reopen') after.resolution = null
  return { state: after, event: cell.event ?? null }
}
