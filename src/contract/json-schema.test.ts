import { expect, test } from 'vitest'
import { z } from 'zod'
import { publishedSchema } from './json-schema.ts'

test('formats without zod’s patterns, integers without JavaScript’s bounds, the rest as it is', () => {
  const schema = z.strictObject({
    at: z.iso.datetime(),
    id: z.uuid(),
    n: z.int(),
    few: z.int().max(5),
    code: z.string().regex(/^[A-Z]{3}$/),
  })
  expect(publishedSchema(schema, 'output').properties).toEqual({
    at: { type: 'string', format: 'date-time' },
    id: { type: 'string', format: 'uuid' },
    n: { type: 'integer' },
    few: { type: 'integer', maximum: 5 },
    code: { type: 'string', pattern: '^[A-Z]{3}$' },
  })
})

test('what is sent may lack what has a default; what comes back has it', () => {
  const schema = z.object({
    limit: z.int().default(50),
    from: z.iso.date().transform((day) => new Date(day)),
  })
  expect(publishedSchema(schema, 'input')).toMatchObject({
    required: ['from'],
    properties: { limit: { default: 50 }, from: { type: 'string', format: 'date' } },
  })
  expect(publishedSchema(schema, 'output')).toMatchObject({ required: ['limit', 'from'] })
})
