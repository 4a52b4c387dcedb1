import type { ServerResponse } from 'node:http'

/** How receivers misbehave. `refusing` never does otherwise; the others have their good moments. */
export type Manner =
  | 'well'
  | 'failing'
  | 'hanging'
  | 'dripping'
  | 'closing'
  | 'redirecting'
  | 'endless'
  | 'refusing'

export interface Hook {
  name: string
  manner: Manner
  /** Each kind of event goes to one hook, so that every accepted event is one delivery. */
  type: string
  /** How often its events are published, among all. */
  weight: number
  /** Events at most: a hook that costs a second per try could not be done with thousands. */
  most: number
}

const all = Number.POSITIVE_INFINITY

/** `scale` is the number of events of the run. */
export const hooksOf = (scale: number): Hook[] => [
  { name: 'well-1', manner: 'well', type: 'order.shipped', weight: 30, most: all },
  { name: 'well-2', manner: 'well', type: 'order.delivered', weight: 20, most: all },
  { name: 'well-3', manner: 'well', type: 'invoice.paid', weight: 15, most: all },
  { name: 'well-4', manner: 'well', type: 'quote.ready', weight: 10, most: all },
  { name: 'failing', manner: 'failing', type: 'order.placed', weight: 5, most: scale / 50 },
  { name: 'closing', manner: 'closing', type: 'invoice.overdue', weight: 4, most: scale / 50 },
  { name: 'redirecting', manner: 'redirecting', type: 'ncr.issued', weight: 4, most: scale / 50 },
  { name: 'endless', manner: 'endless', type: 'ncr.resolved', weight: 3, most: 400 },
  { name: 'hanging', manner: 'hanging', type: 'invoice.issued', weight: 2, most: Math.min(30, scale / 150) },
  {
    name: 'dripping',
    manner: 'dripping',
    type: 'invoice.due_soon',
    weight: 2,
    most: Math.min(30, scale / 150),
  },
  { name: 'refusing', manner: 'refusing', type: 'order.production_started', weight: 1, most: 200 },
]

/** One event in ten meets it on every try, three in ten on the first try only. */
export function isBad(manner: Manner, eventId: number, tries: number): boolean {
  if (manner === 'well') return false
  if (manner === 'refusing') return true
  const fate = eventId % 10
  return fate === 0 || (fate <= 3 && tries === 1)
}

const tenGigabytes = 10 * 2 ** 30

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '1000' })
  const timer = setInterval(() => response.write('.'), 1_000)
  response.on('close', () => clearInterval(timer))
}

function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(2 ** 16, 'x')
  response.writeHead(200, { 'content-length': String(tenGigabytes) })
  const pour = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', pour)
  pour()
}

/** True when a sender may take the answer for a success: the status alone decides, and the body is cut off. */
export function misbehave(manner: Manner, response: ServerResponse): boolean {
  if (manner === 'failing' || manner === 'refusing') response.writeHead(500).end('not now')
  else if (manner === 'redirecting') response.writeHead(302, { location: '/trap' }).end()
  else if (manner === 'dripping') drip(response)
  else if (manner === 'endless') flood(response)
  else if (manner === 'closing') {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('half of', () => response.destroy())
  }
  // `hanging` says nothing at all.
  return manner === 'endless'
}
