import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from '../contract/errors.ts'

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/**
 * Refuses an unsafe request that a browser did not send from this site (security case 29). `Origin` decides where
 * it is there; else `Sec-Fetch-Site`, which only browsers set, must say same-origin. Neither is refused.
 */
export function refuseCrossSite(
  method: string,
  headers: IncomingHttpHeaders,
  ownOrigins: readonly string[],
): void {
  if (safeMethods.includes(method)) return
  const fromHere =
    headers.origin !== undefined
      ? ownOrigins.includes(headers.origin)
      : headers['sec-fetch-site'] === 'same-origin'
  if (!fromHere) throw new Problem('csrf_refused')
}
