import { z } from 'zod'
import { id, integerId } from './common.ts'

/** `?expand=a,b`: related records to show inside the answer. Without it they are named by id only. */
export const expandQuery = <const N extends readonly [string, ...string[]]>(names: N) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(z.enum(names, `must be of ${names.join(', ')}`)))
    .optional()
    .meta({ description: `Any of ${names.join(', ')}, separated by commas.` })

/** `?sort=`: newest first unless it says otherwise. */
export const sortQuery = z
  .enum(['created_at', '-created_at'])
  .default('-created_at')
  .meta({ description: '`-created_at`: newest first; `created_at`: oldest first.' })

/** A project inside another record. */
export const expandedProject = z
  .strictObject({ id, project_no: z.string(), name: z.string(), status: z.string() })
  .optional()
  .meta({ description: 'With `expand=project`.' })

/** A customer inside another record. */
export const expandedCustomer = z
  .strictObject({ user_id: integerId, name: z.string(), email: z.string(), company: z.string() })
  .optional()
  .meta({ description: 'With `expand=customer`.' })
