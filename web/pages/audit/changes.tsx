import type { AuditLine } from '../../api/audit.ts'

const valueText = (value: unknown): string =>
  value === undefined || value === null || value === ''
    ? 'nothing'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

/** What was different afterwards, member by member. A new record has no before, a deleted one no after. */
export function Changes({ before, after }: Pick<AuditLine, 'before' | 'after'>) {
  const members = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  if (members.length === 0) return <span className="text-soft">—</span>
  return (
    <ul className="grid gap-0.5 text-xs">
      {members.map((member) => (
        <li key={member} className="wrap-anywhere">
          <span className="text-soft">{member}</span>{' '}
          {before !== null && <span>{valueText(before[member])}</span>}
          {before !== null && after !== null && ' → '}
          {after !== null && <span className="font-medium">{valueText(after[member])}</span>}
        </li>
      ))}
    </ul>
  )
}
