import { z } from 'zod'
import { id, integerId, integerIdText, page, pageQuery, time } from './common.ts'

const lastMessage = z.strictObject({
  id,
  author: z.strictObject({ side: z.enum(['customer', 'shop']), name: z.string() }),
  excerpt: z.string().meta({ description: 'The first 200 characters.' }),
  internal: z.boolean(),
  created_at: time,
})

export const thread = z
  .strictObject({
    customer_id: integerId,
    customer_name: z.string(),
    company: z.string(),
    project_id: id.nullable().meta({ description: 'Null: the customer’s general thread.' }),
    project_no: z.string().nullable(),
    project_name: z.string().nullable(),
    last_message: lastMessage,
  })
  .meta({ id: 'Thread', description: 'What a shop and a customer write to each other in one place.' })
export type ThreadAnswer = z.output<typeof thread>
export const threadPage = page(thread)

export const threadQuery = z.strictObject({
  ...pageQuery,
  customer_id: integerIdText
    .optional()
    .meta({ description: 'Threads of this customer, for who sees those of several.' }),
})
export type ThreadQuery = z.output<typeof threadQuery>
