import { CsvError, type CsvRow, parseCsv } from '../../../src/domain/csv.ts'
import { Notice } from '../../ui/panel.tsx'
import { Cell, Table } from '../../ui/table.tsx'

const mostShown = 5

/** The rows of a file, or why it is none that can be read. */
export function readRows(text: string): CsvRow[] | CsvError {
  try {
    return parseCsv(text)
  } catch (error) {
    if (error instanceof CsvError) return error
    throw error
  }
}

/** What is in the file, before anything is sent: how many rows, and the first of them. */
export function ImportPreview({ text }: { text: string }) {
  const rows = readRows(text)
  if (rows instanceof CsvError)
    return (
      <Notice tone="bad" title="The file cannot be read">
        Line {rows.line}: {rows.message}
      </Notice>
    )
  const [head, ...people] = rows
  if (head === undefined || people.length === 0)
    return <Notice tone="warn">There is nobody in this file: it needs a header and a row for each.</Notice>
  const more = people.length - mostShown
  return (
    <div className="grid grid-cols-1 gap-2">
      <p className="text-sm">
        {people.length === 1 ? '1 person is' : `${people.length} people are`} in this file
        {more > 0 && `, of whom these are the first ${mostShown}`}:
      </p>
      <Table label="First rows of the file" head={head.cells}>
        {people.slice(0, mostShown).map(({ line, cells }) => (
          <tr key={line}>
            {head.cells.map((column, at) => (
              <Cell key={column} className="max-w-48 truncate">
                {cells[at] ?? ''}
              </Cell>
            ))}
          </tr>
        ))}
      </Table>
    </div>
  )
}
