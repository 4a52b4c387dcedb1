import { z } from 'zod'

/** What `backup.json` and `manifest.json` say (docs/deploy/backup-format.md). */

export const format = 'fabwire-backup'
/** Of the format. A reader refuses any other. */
export const formatVersion = 1

export const headerPath = 'backup.json'
export const keyPath = 'master.key'
export const manifestPath = 'manifest.json'

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const whole = z.number().int().nonnegative()

/** The first entry: what this is, and what it needs. */
export const headerSchema = z.object({
  format: z.literal(format),
  version: z.literal(formatVersion),
  made_at: z.iso.datetime(),
  /** Version of the program that made it. */
  program: z.string(),
  database: z.enum(['pglite', 'postgres']),
  migrations: z.array(z.object({ version: whole, name: z.string(), checksum: digest })).min(1),
  master_key: z.object({
    /** Null where no server has started on the database yet. */
    fingerprint: z.string().nullable(),
    included: z.boolean(),
  }),
})
export type Header = z.infer<typeof headerSchema>

/** Behind the data: what was written. */
export const manifestSchema = z.object({
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      partitions: z.array(z.object({ name: z.string(), bound: z.string() })),
      rows: whole,
      /** Of all its lines, each with its line feed. */
      sha256: digest,
    }),
  ),
  sequences: z.array(z.object({ name: z.string(), last_value: z.number().int(), is_called: z.boolean() })),
  files: z.object({
    count: whole,
    bytes: whole,
    /** Keys that rows name and the file storage did not have. */
    missing: z.array(z.string()),
    /** Keys whose bytes are not those that their row names; they are in the backup as they were found. */
    damaged: z.array(z.string()),
  }),
})
export type Manifest = z.infer<typeof manifestSchema>

const suffix = '.file'

export const partPath = (table: string, part: number): string =>
  `tables/${table}/${String(part).padStart(6, '0')}.ndjson`
export const filePath = (key: string): string => `files/${key}${suffix}`

/** The table whose rows an entry holds. */
export const tableOf = (path: string): string | undefined => /^tables\/([^/]+)\/\d+\.ndjson$/.exec(path)?.[1]
/** The key of the file that an entry holds. */
export const keyOf = (path: string): string | undefined =>
  path.startsWith('files/') && path.endsWith(suffix) ? path.slice('files/'.length, -suffix.length) : undefined

export const toJson = (value: Header | Manifest): string => `${JSON.stringify(value, null, 2)}\n`
