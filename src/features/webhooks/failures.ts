import {
  describeFailure,
  type Exchange,
  type OutboundErrorCode,
  statusFailureCode,
} from '../../platform/outbound/index.ts'

export interface ShownFailure {
  code: string
  message: string
}

/** What went wrong between here and a receiver, as it was noted then. */
export interface NotedFailure {
  status: number | null
  code: string | null
  message: string | null
}

/**
 * Why an attempt failed and what to do about it; null for a success. A status is told without the host: the log
 * keeps none, and the webhook may have another URL by now.
 */
export function explainFailure(noted: NotedFailure, timeoutMs: number): ShownFailure | null {
  const { status, code, message } = noted
  // What our own side says about itself names its cure already.
  if (code === 'internal') return { code, message: message ?? '' }
  const described = describeFailure(code as OutboundErrorCode | null, status, {
    host: 'The receiver',
    timeoutMs,
  })
  if (described === null) return null
  return {
    code: code ?? statusFailureCode(described.class),
    message: `${message ?? described.sentence} ${described.cure}`,
  }
}

/** The same for an exchange that has just ended. */
export const explainExchange = ({ response, error }: Exchange, timeoutMs: number): ShownFailure | null =>
  explainFailure(
    { status: response?.status ?? null, code: error?.code ?? null, message: error?.message ?? null },
    timeoutMs,
  )
