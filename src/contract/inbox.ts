import { z } from 'zod'
import { mailFamilies } from './accounts.ts'
import { id, integerId, name, page, pageQuery, time } from './common.ts'
import { type EventType, eventTypes } from './events/index.ts'

/** What a notice is about. Its mail can be muted for the families of events only. */
export const noticeFamilies = [...mailFamilies, 'security', 'webhook'] as const
export type NoticeFamily = (typeof noticeFamilies)[number]

/** Notices tell what no event tells: staff of what customers do, owners of what happened to a webhook. */
export const noticeTypes = noticeFamilies.map((family) => `notice.${family}` as const)

/** Types of events that no inbox shows: tests of webhooks, and the end of the account itself. */
export const unseenTypes: readonly EventType[] = ['webhook.test', 'account.deleted']
const seenTypes = eventTypes.filter((type) => !unseenTypes.includes(type))

export const inboxTypes: readonly string[] = [...seenTypes, ...noticeTypes]

export const inboxItem = z
  .strictObject({
    id,
    type: z
      .string()
      .meta({ description: 'Of an event its type; of a notice `notice.` and what it is about.' }),
    title: z.string(),
    message: z.string().meta({ description: 'Plain text.' }),
    project_no: z.string().nullable(),
    url: z.string().nullable().meta({ description: 'Where to look at it.' }),
    event_id: integerId.nullable().meta({ description: 'Of the event that it shows; null for a notice.' }),
    is_test: z.boolean(),
    read_at: time.nullable().meta({ description: 'Null while unread, and always for a tenant key.' }),
    created_at: time,
  })
  .meta({ id: 'InboxItem' })
export type InboxItem = z.output<typeof inboxItem>

/** Counting stops here. */
export const mostUnread = 1_000

const unreadCount = z
  .number()
  .int()
  .min(0)
  .meta({ description: `Unread items of the whole inbox, whatever the filter; counted up to ${mostUnread}.` })

export const inboxPage = page(inboxItem).extend({ unread_count: unreadCount })
export type InboxPage = z.output<typeof inboxPage>

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

export const inboxQuery = z.strictObject({
  ...pageQuery,
  unread: flag.optional().meta({ description: 'Only those that are unread, or only those that are read.' }),
  project_no: name(64).optional(),
  type: z.enum(inboxTypes as [string, ...string[]]).optional(),
})
export type InboxQuery = z.output<typeof inboxQuery>

export const inboxRead = z.strictObject({ unread_count: unreadCount })
