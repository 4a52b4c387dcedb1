import { z } from 'zod'
import { fileUnits } from '../domain/records/file.ts'
import { id, integerId, integerIdText, name, page, pageQuery, time } from './common.ts'
import { geometry } from './geometry.ts'

const customerIdQuery = integerIdText
  .optional()
  .meta({ description: 'Of this customer, for who sees the libraries of several.' })

const customerIdInput = {
  description: 'Whose library. The workspace must say it; a customer can only name itself.',
}

const folderId = id.nullable().meta({ description: 'Null at the top of the library.' })

export const cadFolder = z
  .strictObject({
    id,
    name: z.string(),
    parent_id: folderId,
    customer_id: integerId,
    created_at: time,
  })
  .meta({ id: 'CadFolder' })
export type CadFolderAnswer = z.output<typeof cadFolder>
export const cadFolderPage = page(cadFolder)

export const cadFolderInput = z.strictObject({
  name: name(200).refine((value) => !/[/\\]/.test(value), 'must not contain slashes'),
  parent_id: id.nullable().optional().meta({ description: 'Absent or null: at the top.' }),
  customer_id: integerId.optional().meta(customerIdInput),
})
export type CadFolderInput = z.output<typeof cadFolderInput>

/** In a query, where null cannot be written. */
const inFolder = z.union([id, z.literal('root')]).optional()

export const cadFolderQuery = z.strictObject({
  ...pageQuery,
  parent_id: inFolder.meta({ description: 'Folders right below this one; `root` for those at the top.' }),
  customer_id: customerIdQuery,
})
export type CadFolderQuery = z.output<typeof cadFolderQuery>

const ofVersion = {
  version: z.number().int().positive().meta({ description: 'Counted from 1 for each file.' }),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().meta({ description: 'Of the whole file, 64 lower-case hex digits.' }),
  media_type: z.string().meta({ description: 'As its sender stated it.' }),
  units: z.enum(fileUnits).nullable().meta({ description: 'Units of a file that carries none itself.' }),
  geometry,
}

export const cadFile = z
  .strictObject({
    id,
    name: z.string(),
    folder_id: folderId,
    customer_id: integerId,
    ...ofVersion,
    created_at: time,
    updated_at: time.meta({ description: 'Of the newest version, or of a change of name, folder or units.' }),
  })
  .meta({ id: 'CadFile', description: 'A file of a customer’s library, as its newest version is.' })
export type CadFileAnswer = z.output<typeof cadFile>
export const cadFilePage = page(cadFile)

export const cadVersion = z
  .strictObject({ ...ofVersion, created_at: time })
  .meta({ id: 'CadVersion', description: 'What a file was when it was uploaded once more under its name.' })
export type CadVersionAnswer = z.output<typeof cadVersion>
export const cadVersionPage = page(cadVersion)

export const cadFileQuery = z.strictObject({
  ...pageQuery,
  folder_id: inFolder.meta({ description: 'Files of this folder; `root` for those in none.' }),
  customer_id: customerIdQuery,
  name: name(200).optional().meta({ description: 'Files whose name contains this, without case.' }),
})
export type CadFileQuery = z.output<typeof cadFileQuery>

/** The fields beside the `file` parts of an upload; they hold for all of them. */
export const cadFileFields = z.strictObject({
  folder_id: id.optional().meta({ description: 'Absent: at the top.' }),
  units: z
    .enum(fileUnits)
    .optional()
    .meta({ description: 'Of files that carry none themselves. Absent: those of the version before.' }),
  customer_id: integerIdText.optional().meta(customerIdInput),
})
export type CadFileFields = z.output<typeof cadFileFields>

/** One file is answered as itself, several as a list in the order sent. */
export const cadUploaded = z.union([cadFile, z.strictObject({ data: z.array(cadFile) })])

export const cadFilePatch = z.strictObject({
  name: name(255).optional(),
  folder_id: id.nullable().optional().meta({ description: 'Null moves it to the top.' }),
  units: z.enum(fileUnits).nullable().optional().meta({
    description: 'Of the newest version, where it carries none itself. Its geometry is then computed anew.',
  }),
})
export type CadFilePatch = z.output<typeof cadFilePatch>

export const cadVersionQuery = z.strictObject({
  version: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'Absent: the newest.' }),
})
export type CadVersionQuery = z.output<typeof cadVersionQuery>

export const cadUsageQuery = z.strictObject({ customer_id: customerIdQuery })
export type CadUsageQuery = z.output<typeof cadUsageQuery>

export const cadUsage = z
  .strictObject({
    files: z.int(),
    versions: z.int().meta({ description: 'Of all files; each takes room of its own.' }),
    bytes: z.int().meta({ description: 'Of all versions.' }),
  })
  .meta({ id: 'CadUsage', description: 'What the libraries hold that the caller sees, or one of them.' })
export type CadUsageAnswer = z.output<typeof cadUsage>
