import { z } from 'zod'

export const maxTitleLength = 200
export const maxMessageLength = 4_000
export const maxProjectNoLength = 64

/** `data` as JSON, in bytes. Receivers size their buffers by it. */
export const maxDataBytes = 65_536

/** How deep `data` may nest, itself counted. Many JSON readers give up at 64. */
export const maxDataDepth = 32

const text = (max: number, description: string) => z.string().min(1).max(max).describe(description).optional()

/** A number that people read: `O-20260515-0001`, or the publisher's own form. */
export const recordNo = (of: string) => text(64, `Number of the ${of}.`)

/** A UUID for records kept here; a shop that publishes from its own system may send that system's id. */
export const recordId = (of: string) =>
  z
    .union([z.string().min(1).max(64), z.int()])
    .describe(`Id of the ${of} in the system that published the event: a UUID for records kept here.`)
    .optional()

/** Integer minor units and ISO 4217 code (domain.md, "Money"). */
export const money = (description: string) =>
  z
    .looseObject({
      amount: z.int().describe('Minor units: cents for USD, yen for JPY.'),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .describe('ISO 4217 code.'),
    })
    .describe(description)
    .optional()

/** An absolute http(s) URL. A pattern, so that zod and the published JSON Schema agree on every case. */
export const link = (description: string) =>
  z
    .string()
    .max(2_048)
    .regex(/^https?:\/\/[!-~]+$/)
    .describe(description)
    .optional()

/** A calendar day of the workspace's time zone, `2026-06-14`. */
export const day = (description: string) => z.iso.date().describe(description).optional()

/** A calendar day, or a time with its offset. */
export const dayOrTime = (description: string) =>
  z
    .union([z.iso.date(), z.iso.datetime({ offset: true })])
    .describe(description)
    .optional()

export const flag = (description: string) => z.boolean().describe(description).optional()
export const count = (description: string) => z.int().min(0).describe(description).optional()
export const shortText = (description: string) => text(200, description)
export const longText = (description: string) => text(maxMessageLength, description)

/** What `data` of every type has, in the order it is written. */
export const commonMembers = {
  title: z.string().min(1).max(maxTitleLength).describe('One line; the subject of the inbox notice.'),
  message: z.string().max(maxMessageLength).describe('Plain text; the body of the inbox notice.'),
  project_no: z
    .string()
    .max(maxProjectNoLength)
    .nullable()
    .describe('Number of the project concerned; null where there is none.'),
}

type DataSchema<M extends z.ZodRawShape> = z.ZodObject<typeof commonMembers & M, z.core.$loose>

/** One type of the catalogue. */
export interface EventTypeDefinition<M extends z.ZodRawShape = Record<never, never>> {
  /** When it fires, in one sentence. */
  description: string
  /** `data`: the common members, those of this type (all optional), and any others unchanged. */
  data: DataSchema<M>
  /** A `data` as a receiver would see it. */
  example: z.input<DataSchema<M>>
}

/** Writes an entry, its example checked against its members by the compiler. */
export const eventType = <M extends z.ZodRawShape>(
  description: string,
  members: M,
  example: z.input<DataSchema<M>>,
): EventTypeDefinition<M> => ({
  description,
  data: z.looseObject({ ...commonMembers, ...members }) as unknown as DataSchema<M>,
  example,
})
