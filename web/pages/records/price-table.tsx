import { formatMoney } from '../../../src/domain/money.ts'
import type { Quote } from '../../api/records.ts'
import { Badge } from '../../ui/panel.tsx'
import { Cell, OnPhone, Table, wide } from '../../ui/table.tsx'
import { Amount, Count, wordsOf } from './labels.tsx'
import { priceText } from './price-values.ts'

type Line = Quote['lines'][number]

const wishes: readonly (readonly [keyof Line & string, string])[] = [
  ['tolerance', 'Tolerance'],
  ['threads', 'Threads'],
  ['inspection', 'Inspection'],
  ['notes', 'Notes'],
]

const Part = ({ line }: { line: Line }) => (
  <div className="max-w-72 min-w-32">
    <span className="font-medium">{line.part_name}</span>
    <p className="text-xs text-soft">
      {[line.process, line.material, line.finish].filter(Boolean).join(', ')}
    </p>
    {wishes.map(
      ([member, name]) =>
        line[member] && (
          <p key={member} className="text-xs wrap-anywhere text-soft">
            {name}: {String(line[member])}
          </p>
        ),
    )}
  </div>
)

const Price = ({ of, currency }: { of: string | null; currency: string | null }) => (
  <span className="figure whitespace-nowrap tabular-nums">
    {of === null || currency === null ? '—' : `${priceText(of, currency)} ${currency}`}
  </span>
)

const leadTime = (days: number | null): string | null =>
  days === null ? null : `${days} ${days === 1 ? 'day' : 'days'}`

/** Each part with a row for every quantity, then the charges. Words of a part stand beside its first row. */
export function PriceTable({ quote }: { quote: Quote }) {
  const { currency, order } = quote
  return (
    <Table
      label="Prices by quantity"
      head={['Part', 'Quantity', 'Unit price', 'Total', 'Lead time']}
      wideColumns={[2, 4]}
    >
      {quote.lines.flatMap((line) =>
        line.breaks.map((one, index) => (
          <tr key={`${line.id} ${one.quantity}`}>
            <Cell className="align-top">
              {index === 0 ? <Part line={line} /> : <span className="sr-only">{line.part_name}</span>}
            </Cell>
            <Cell>
              <Count of={one.quantity} />
            </Cell>
            <Cell className={wide}>
              <Price of={one.unit_price} currency={currency} />
            </Cell>
            <Cell>
              <Amount of={one.line_total} />
              <OnPhone>
                <Price of={one.unit_price} currency={currency} />
                <br />
                {leadTime(one.lead_time_days)}
              </OnPhone>
            </Cell>
            <Cell className={`whitespace-nowrap ${wide}`}>
              {leadTime(one.lead_time_days) ?? (
                <span className="text-soft">{order ? '—' : 'to be priced'}</span>
              )}
            </Cell>
          </tr>
        )),
      )}
      {quote.charges.map((charge, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: charges have no id
        <tr key={index}>
          <Cell>
            {charge.label} <Badge>{wordsOf(charge.kind)}</Badge>
          </Cell>
          <Cell>{null}</Cell>
          <Cell className={wide}>{null}</Cell>
          <Cell>
            <span className="figure tabular-nums">{formatMoney(charge.amount)}</span>
          </Cell>
          <Cell className={wide}>{null}</Cell>
        </tr>
      ))}
    </Table>
  )
}
