import { z } from 'zod'

/** Longer patterns beside a format are zod's own way to check that format; nobody wants to read them. */
const longestPattern = 60

/**
 * A zod schema as JSON Schema (draft 2020-12) for people and programs outside. `input`: what may be sent.
 * `output`: what comes back. It says no more than zod does, and leaves out what only says that a format is kept or
 * that an integer is one that JavaScript can hold. What JSON Schema cannot express is left open.
 */
export const publishedSchema = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined && (jsonSchema.pattern?.length ?? 0) > longestPattern)
        delete jsonSchema.pattern
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
