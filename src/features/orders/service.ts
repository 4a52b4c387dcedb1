import { invalidTransition, notFound } from '../../contract/errors.ts'
import type { OrderAnswer, OrderInput } from '../../contract/orders.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, actsAsTest, ownerOf } from '../../domain/access/principal.ts'
import { moveOrder, type OrderAction } from '../../domain/records/order.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { type PartFile, resolvePartFiles } from '../cad/index.ts'
import { projectForRecord } from '../projects/index.ts'
import { currencyOf } from '../workspace/index.ts'
import { dayFrom } from './days.ts'
import { productionStarted } from './events.ts'
import type { OrdersOptions } from './options.ts'
import { changeOrder, lockOrder, type OrderChange, type OrderRow } from './order-store.ts'
import { readPart } from './parts.ts'
import { orderPlacing } from './place.ts'
import { priceLine, readCharges } from './prices.ts'
import { orderReading, presentOrder } from './reading.ts'

export type OrderService = ReturnType<typeof orderService>

/** What an order is afterwards, in a sentence that refuses. */
const done = {
  'start-production': 'put into production',
  hold: 'held',
  resume: 'resumed',
  cancel: 'cancelled',
} as const satisfies Partial<Record<OrderAction, string>>
type AskedAction = keyof typeof done

/** Times that go with a step. */
const times = (action: AskedAction, order: OrderRow, at: Date): Partial<OrderChange> => {
  if (action === 'cancel') return { cancelled_at: at }
  if (action === 'start-production' && order.production_started_at === null)
    return { production_started_at: at }
  return {}
}

export function orderService(options: OrdersOptions) {
  const { db, clock, engine, baseUrl } = options
  const place = orderPlacing(options)

  /** One step of an order that somebody asks for. */
  async function move(tx: Tx, actor: Actor, id: string, action: AskedAction): Promise<OrderAnswer> {
    const owner = ownerOf(actor.principal)
    const { workspaceId } = owner
    const before = await lockOrder(tx, owner, id)
    if (before === undefined) throw notFound()
    const step = moveOrder({ status: before.status, heldStatus: before.held_status }, action)
    if (step === null) throw invalidTransition('order', before.status, done[action])
    const at = clock.now()
    const change = { status: step.status, held_status: step.heldStatus, ...times(action, before, at) }
    if (!(await changeOrder(tx, workspaceId, before, change)))
      throw invalidTransition('order', before.status, done[action])
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: `order.${action.replace('-', '_')}`,
      subject: id,
      before: { status: before.status },
      after: { status: step.status },
      at,
    })
    const after = { ...before, ...change }
    if (step.event === 'order.production_started') {
      const cause = { workspaceId, isTest: actsAsTest(actor.principal), baseUrl: baseUrl() }
      await engine.enqueue(tx, [productionStarted(cause, after)])
    }
    return presentOrder(tx, owner, after)
  }

  const asked = (action: AskedAction) => (actor: Actor, id: string) =>
    db.transaction((tx) => move(tx, actor, id, action))

  return {
    ...orderReading(db),
    place,

    /** The shop writes an order down that came without a quote. */
    async create(actor: Actor, input: OrderInput): Promise<OrderAnswer> {
      const owner = ownerOf(actor.principal)
      const { workspaceId } = owner
      const at = clock.now()
      return db.transaction(async (tx) => {
        const project = await projectForRecord(tx, owner, input.project_id)
        const currency = input.currency ?? (await currencyOf(tx, workspaceId, project.customer_id))
        const { customer_id: customerId, id: projectId } = project
        const files = await resolvePartFiles(tx, { workspaceId, customerId, projectId }, input.lines)
        const answer = await place(tx, actor, {
          workspaceId,
          customerId,
          projectId,
          quoteId: null,
          poNumber: input.po_number ?? null,
          currency,
          promisedAt: await dayFrom(tx, workspaceId, input.promised_at, at, 'promised_at'),
          note: input.note ?? '',
          isTest: false,
          lines: input.lines.map((line, index) => ({
            id: newId(at),
            ...readPart(line, files[index] as PartFile),
            quantity: line.quantity,
            unit_price: line.unit_price,
            total_minor: priceLine(line.quantity, line.unit_price, currency, `lines[${index}].unit_price`),
          })),
          charges: readCharges(input.charges ?? [], currency, at),
        })
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },

    startProduction: asked('start-production'),
    hold: asked('hold'),
    resume: asked('resume'),
    cancel: asked('cancel'),
  }
}
