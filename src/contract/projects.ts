import { z } from 'zod'
import { fileKinds, fileUnits } from '../domain/records/file.ts'
import { projectStatuses } from '../domain/records/project.ts'
import { id, integerId, integerIdText, name, page, pageQuery, text, time } from './common.ts'
import { expandedCustomer, expandQuery } from './expand.ts'
import { geometry } from './geometry.ts'

const projectName = name(200)
const description = text(10_000)

export const project = z
  .strictObject({
    id,
    project_no: z.string().meta({ description: 'A label such as P-20260515-0001; routes take the id.' }),
    name: z.string(),
    description: z.string(),
    status: z.enum(projectStatuses),
    customer_id: integerId,
    created_at: time,
    customer: expandedCustomer,
  })
  .meta({ id: 'Project' })
export type ProjectAnswer = z.output<typeof project>
export const projectPage = page(project)

const expand = expandQuery(['customer'])
export type ProjectExpansion = NonNullable<z.output<typeof expand>>[number]

export const projectReadQuery = z.strictObject({ expand })

export const projectQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(projectStatuses).optional(),
  project_no: name(40).optional().meta({ description: 'The project of exactly this number.' }),
  customer_id: integerIdText
    .optional()
    .meta({ description: 'Projects of this customer, for who sees those of several.' }),
  name: name(200).optional().meta({ description: 'Projects whose name contains this, without case.' }),
  expand,
})
export type ProjectQuery = z.output<typeof projectQuery>

export const projectInput = z.strictObject({
  name: projectName,
  description: description.optional(),
  customer_id: integerId.optional().meta({
    description: 'Whose project it is. The workspace must say it; a customer can only name itself.',
  }),
})
export type ProjectInput = z.output<typeof projectInput>

export const projectPatch = z.strictObject({
  name: projectName.optional(),
  description: description.optional(),
  status: z
    .enum(projectStatuses)
    .optional()
    .meta({ description: 'Open ones (draft, active, on_hold) may become any; closed ones only archived.' }),
})
export type ProjectPatch = z.output<typeof projectPatch>

export const file = z
  .strictObject({
    id,
    name: z.string(),
    kind: z.enum(fileKinds),
    bytes: z.number().int().nonnegative(),
    sha256: z.string().meta({ description: 'Of the whole file, 64 lower-case hex digits.' }),
    media_type: z.string().meta({ description: 'As its sender stated it.' }),
    units: z.enum(fileUnits).nullable().meta({ description: 'Units of a file that carries none itself.' }),
    geometry: geometry.nullable().meta({ description: 'Null for what is no CAD file.' }),
    created_at: time,
  })
  .meta({ id: 'File' })
export type FileAnswer = z.output<typeof file>
export const filePage = page(file)

/** The fields beside the `file` parts of an upload; they hold for all of them. */
export const fileFields = z.strictObject({
  kind: z.enum(fileKinds).optional().meta({ description: 'By the extension of its name when absent.' }),
  units: z.enum(fileUnits).optional(),
})
export type FileFields = z.output<typeof fileFields>

export const filePatch = z.strictObject({
  units: z.enum(fileUnits).nullable().optional().meta({
    description: 'Of a file that carries none itself. Its geometry is then computed anew.',
  }),
})
export type FilePatch = z.output<typeof filePatch>

/** One file is answered as itself, several as a list in the order sent. */
export const uploaded = z.union([file, z.strictObject({ data: z.array(file) })])

export const pathFile = z.object({ id, file: id })
