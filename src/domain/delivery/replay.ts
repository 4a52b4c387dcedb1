import type { EndpointStatus } from './states.ts'

/** What the database stores of a replay. */
export type StoredReplayStatus = 'running' | 'done' | 'cancelled'

/** `paused`: it runs, and its endpoint is disabled; it goes on when that is enabled. Derived, never stored. */
export const replayStatuses = ['running', 'paused', 'done', 'cancelled'] as const
export type ReplayStatus = (typeof replayStatuses)[number]

export const shownReplayStatus = (stored: StoredReplayStatus, endpoint: EndpointStatus): ReplayStatus =>
  stored === 'running' && endpoint === 'disabled' ? 'paused' : stored

/** How fast a replay may go. */
export interface ReplayPace {
  /** Deliveries that one step makes at most. */
  stepRows: number
  /** From one full step to the next. */
  stepMs: number
  /** An endpoint that has so many due gets no more: what is new would wait behind them. */
  mostWaiting: number
}

/** 500 a second, and never more than 250 in front of a fresh event. */
export const replayPace: ReplayPace = { stepRows: 125, stepMs: 250, mostWaiting: 250 }

/** How many deliveries a step may make while so many are due. */
export const stepRoom = ({ stepRows, mostWaiting }: ReplayPace, waiting: number): number =>
  Math.max(0, Math.min(stepRows, mostWaiting - waiting))

/** The pause after a step, in ms: in proportion to what it made, and a whole one when it had no room. */
export const pauseAfterStep = ({ stepRows, stepMs }: ReplayPace, room: number, made: number): number =>
  room === 0 ? stepMs : Math.ceil((stepMs * made) / stepRows)
