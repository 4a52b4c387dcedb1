import type { z } from 'zod'
import { accountEvents, messageEvents, securityEvents, webhookEvents } from './account.ts'
import type { EventTypeDefinition } from './members.ts'
import { invoiceEvents, ncrEvents, orderEvents, quoteEvents } from './records.ts'

/** The 19 event types, in the order of reference 001, "Event types". More may come; these names stay. */
export const eventTypes = [
  'quote.ready',
  'order.placed',
  'order.production_started',
  'order.shipped',
  'order.delivered',
  'invoice.issued',
  'invoice.due_soon',
  'invoice.paid',
  'invoice.overdue',
  'ncr.issued',
  'ncr.resolved',
  'message.reply',
  'message.general_reply',
  'security.password_changed',
  'security.2fa_enabled',
  'security.2fa_disabled',
  'security.new_login',
  'account.deleted',
  'webhook.test',
] as const
export type EventType = (typeof eventTypes)[number]

type FamilyOf<T> = T extends `${infer F}.${string}` ? F : never
/** What stands before the dot; the dashboard groups by it. */
export type EventFamily = FamilyOf<EventType>

const definitions = {
  ...quoteEvents,
  ...orderEvents,
  ...invoiceEvents,
  ...ncrEvents,
  ...messageEvents,
  ...securityEvents,
  ...accountEvents,
  ...webhookEvents,
} satisfies Record<EventType, { description: string }>

/** What every `data` has. `project_no` may be left out: it is written as null. Other members pass unchanged. */
export interface EventData {
  title: string
  message: string
  project_no?: string | null
  [member: string]: unknown
}

/** `data` of one type with its documented members, for the feature that makes such an event. */
export type EventDataOf<T extends EventType> = z.input<(typeof definitions)[T]['data']>

/** Every type with its description, the schema of its `data` and an example of it. */
export const eventCatalogue: Readonly<Record<EventType, EventTypeDefinition>> =
  definitions as unknown as Record<EventType, EventTypeDefinition>

export const isEventType = (value: unknown): value is EventType =>
  typeof value === 'string' && Object.hasOwn(eventCatalogue, value)

export const eventFamily = (type: EventType): EventFamily => type.slice(0, type.indexOf('.')) as EventFamily

/**
 * True for types that concern the person behind an account: they go to the customer's own webhooks, never to
 * those of the workspace (product.md, "Webhooks").
 */
export const customerOnly = (type: EventType): boolean =>
  eventFamily(type) === 'security' || type === 'account.deleted'

/** True for types that a shop may publish itself; the others only this server can know of (contract.md). */
export const publishable = (type: EventType): boolean => !customerOnly(type) && type !== 'webhook.test'

export const publishableTypes: readonly EventType[] = eventTypes.filter(publishable)
