import type { CopyReport, Manifest } from '../main/backup/index.ts'

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

/** Columns under each other: the first to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, index) =>
          index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] as number),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n')
}

/** How many rows of which table, and the files. */
export function renderCounts({ tables, files }: Manifest): string {
  const filled = tables.filter(({ rows }) => rows > 0)
  return [
    columns([['table', 'rows'], ...filled.map(({ name, rows }) => [name, String(rows)])]),
    `  ${tables.length - filled.length} more tables without rows`,
    `  ${files.count} files, ${mebibytes(files.bytes)}`,
  ].join('\n')
}

/** Each table with its rows and digest on both sides. */
export const renderComparison = (tables: CopyReport['tables']): string =>
  columns([
    ['table', 'rows', 'rows there', 'sha256', 'sha256 there'],
    ...tables.map(({ table, source, target }) => [
      table,
      String(source.rows),
      String(target.rows),
      source.sha256.slice(0, 16),
      target.sha256.slice(0, 16),
    ]),
  ])
