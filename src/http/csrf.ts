import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from '../contract/errors.ts'

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/**
 * Refuses an unsafe request that a browser did not send from this site (security case 29). `Origin` must be one of
 * ours, `Sec-Fetch-Site` same-origin; one of the two may be missing, as older browsers and programs leave it out.
 */
export function refuseCrossSite(
  method: string,
  headers: IncomingHttpHeaders,
  ownOrigins: readonly string[],
): void {
  if (safeMethods.includes(method)) return
  const { origin, 'sec-fetch-site': site } = headers
  const says = [
    ...(origin === undefined ? [] : [ownOrigins.includes(origin)]),
    ...(site === undefined ? [] : [site === 'same-origin']),
  ]
  if (says.length === 0 || says.includes(false)) throw new Problem('csrf_refused')
}
