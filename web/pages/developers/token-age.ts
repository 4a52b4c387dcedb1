import type { Token } from '../../api/tokens.ts'

const dayMs = 86_400_000
/** So long without use, and its owner is told to think about it. */
const unusedMs = 30 * dayMs
const soonMs = 14 * dayMs

export const isExpired = ({ expires_at }: Token, nowMs = Date.now()): boolean =>
  expires_at !== null && Date.parse(expires_at) <= nowMs

export const isUnused = (token: Token, nowMs = Date.now()): boolean =>
  !isExpired(token, nowMs) && nowMs - Date.parse(token.last_used_at ?? token.created_at) > unusedMs

export const isExpiring = (token: Token, nowMs = Date.now()): boolean =>
  token.expires_at !== null && !isExpired(token, nowMs) && Date.parse(token.expires_at) - nowMs < soonMs
