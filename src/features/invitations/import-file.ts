import { type FieldError, Problem } from '../../contract/errors.ts'
import { type ImportRow, importColumns, importRow, mostImportRows } from '../../contract/invitations.ts'
import { CsvError, type CsvRow, parseCsv } from '../../domain/csv.ts'

/** Beyond this many the file is something else. */
const mostErrors = 100

export interface ImportedLine extends ImportRow {
  line: number
}

const refuse = (...errors: FieldError[]): Problem => new Problem('validation_failed', { errors })

function readRows(text: string): CsvRow[] {
  try {
    return parseCsv(text)
  } catch (error) {
    if (error instanceof CsvError) throw refuse({ path: `line ${error.line}`, message: error.message })
    throw error
  }
}

/** What the columns mean, by the header. */
function readHeader(row: CsvRow | undefined): string[] {
  const columns = (row?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  const errors: FieldError[] = [
    ...['email', 'name']
      .filter((needed) => !columns.includes(needed))
      .map((needed) => ({ path: 'header', message: `must have the column ${needed}` })),
    ...columns
      .filter((column) => !importColumns.some((known) => known === column))
      .map((column) => ({
        path: 'header',
        message: `has the column “${column.slice(0, 40)}”, of those known here: ${importColumns.join(', ')}`,
      })),
    ...columns
      .filter((column, index) => columns.indexOf(column) !== index)
      .map((column) => ({ path: 'header', message: `has the column ${column} twice` })),
  ]
  if (errors.length > 0) throw refuse(...errors.slice(0, mostErrors))
  return columns
}

/** A row's values, or what is wrong with it. Empty cells are as absent ones. */
function readRow(columns: readonly string[], { line, cells }: CsvRow): ImportedLine | FieldError[] {
  if (cells.length > columns.length)
    return [{ path: `line ${line}`, message: `has more cells than the header, ${columns.length}` }]
  const given = columns.map((column, index) => [column, cells[index]?.trim() ?? ''] as const)
  const result = importRow.safeParse(Object.fromEntries(given.filter(([, value]) => value !== '')))
  if (result.success) return { ...result.data, line }
  return result.error.issues.map(({ path, message }) => ({
    path: `line ${line}: ${String(path[0])}`,
    message: message.startsWith('Invalid input: expected string') ? 'is needed' : message,
  }))
}

const repeated = (lines: readonly ImportedLine[]): FieldError[] => {
  const first = new Map<string, number>()
  return lines.flatMap(({ line, email }) => {
    const key = email.toLowerCase()
    const before = first.get(key)
    if (before === undefined) first.set(key, line)
    return before === undefined
      ? []
      : [{ path: `line ${line}: email`, message: `stands in line ${before} too` }]
  })
}

/** The rows of an import, or the 400 that names every wrong one by its line. */
export function readImport(text: string): ImportedLine[] {
  const [header, ...rows] = readRows(text)
  const columns = readHeader(header)
  if (rows.length === 0) throw refuse({ path: '', message: 'has no rows below the header' })
  if (rows.length > mostImportRows)
    throw refuse({ path: '', message: `has ${rows.length} rows; at most ${mostImportRows} come in at once` })
  const lines: ImportedLine[] = []
  const errors: FieldError[] = []
  for (const row of rows) {
    const read = readRow(columns, row)
    if (Array.isArray(read)) errors.push(...read)
    else lines.push(read)
  }
  errors.push(...repeated(lines))
  if (errors.length > 0) throw refuse(...errors.slice(0, mostErrors))
  return lines
}
