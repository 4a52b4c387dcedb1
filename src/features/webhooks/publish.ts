import { Problem } from '../../contract/errors.ts'
import type { PublishInput } from '../../contract/event-routes.ts'
import { type Actor, actsAsTest } from '../../domain/access/principal.ts'
import { acceptEvents } from './accept.ts'
import { Customers } from './customers.ts'
import type { WebhookOptions } from './options.ts'

/** Events that a shop publishes itself, because another system of its is the source of truth. */
export function publishService(options: WebhookOptions) {
  const { db, clock, access } = options
  const customers = new Customers(db, clock, access)
  return {
    /** All or nothing. Ids in order. */
    async publish(actor: Actor, { events, isList }: PublishInput): Promise<{ ids: number[] }> {
      const { workspaceId } = actor.principal
      const known = await customers.among(workspaceId, new Set(events.map((event) => event.user_id)))
      const errors = events.flatMap(({ user_id }, index) =>
        known.has(user_id)
          ? []
          : [
              {
                path: isList ? `events[${index}].user_id` : 'user_id',
                message: 'is not a customer of this workspace',
              },
            ],
      )
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      const forcedTest = actsAsTest(actor.principal)
      const accepted = events.map(({ type, user_id, data, is_test }) => ({
        workspaceId,
        userId: user_id,
        type,
        data,
        isTest: forcedTest || is_test,
      }))
      return acceptEvents(options, actor, accepted, (ids) => ({ ids }))
    },
  }
}
