import { z } from 'zod'
import { maxAttachments } from '../domain/records/message.ts'
import { id, integerId, integerIdText, page, pageQuery, text, time } from './common.ts'

/** As long as an event's message may be: a reply is told in full. */
export const maxBodyLength = 4_000

const attachment = z.strictObject({
  file_id: id,
  project_id: id.meta({ description: 'The project under which the file is read.' }),
  name: z.string(),
  bytes: z.number().int().nonnegative(),
  media_type: z.string(),
})

export const message = z
  .strictObject({
    id,
    project_id: id.nullable().meta({ description: 'Null in the general thread.' }),
    customer_id: integerId,
    author: z
      .strictObject({
        side: z.enum(['customer', 'shop']),
        user_id: integerId.nullable().meta({ description: 'Null where a tenant key wrote it.' }),
        name: z.string(),
      })
      .meta({ description: 'By the name they had then.' }),
    body: z.string().meta({ description: 'Plain text.' }),
    internal: z.boolean().meta({ description: 'For the shop alone. A customer sees no such message.' }),
    attachments: z.array(attachment).meta({ description: 'Files that were deleted since are left out.' }),
    created_at: time,
  })
  .meta({ id: 'Message' })
export type MessageAnswer = z.output<typeof message>
export const messagePage = page(message)

const body = text(maxBodyLength).min(1, 'must not be empty')
const attachments = z
  .array(id)
  .max(maxAttachments)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name a file twice')
  .optional()

export const projectMessageInput = z.strictObject({
  body,
  internal: z.boolean().optional().meta({ description: 'For the shop alone; the customer is told nothing.' }),
  attachments: attachments.meta({ description: 'Ids of files of the project.' }),
})
export type ProjectMessageInput = z.output<typeof projectMessageInput>

export const generalMessageInput = z.strictObject({
  body,
  customer_id: integerId
    .optional()
    .meta({ description: 'Whose thread it is. The workspace must say it; a customer can only name itself.' }),
  attachments: attachments.meta({ description: 'Ids of files of the customer’s projects.' }),
})
export type GeneralMessageInput = z.output<typeof generalMessageInput>

export const projectMessageQuery = z.strictObject(pageQuery)
export type ProjectMessageQuery = z.output<typeof projectMessageQuery>

export const generalMessageQuery = z.strictObject({
  ...pageQuery,
  customer_id: integerIdText.optional().meta({ description: 'Whose thread; the workspace must say it.' }),
})
export type GeneralMessageQuery = z.output<typeof generalMessageQuery>
