import pg from 'pg'

/** OIDs of the types whose usual JavaScript form would not serve. */
const int8 = 20
const int8Array = 1016
const date = 1082
const dateArray = 1182

const parseInt8Array = (text: string): (number | null)[] =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((part) => (part === 'NULL' ? null : Number(part)))

/**
 * How both adapters read values: bigint columns hold ids, sizes and amounts, all below 2^53; a date stays the text
 * `2026-05-15`, because drivers take it for a moment of their own time zone.
 */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [int8]: Number,
  [int8Array]: parseInt8Array,
  [date]: (text) => text,
  [dateArray]: (text) =>
    text === '{}'
      ? []
      : text
          .slice(1, -1)
          .split(',')
          .map((part) => (part === 'NULL' ? null : part)),
}

/** The same for node-postgres, which talks to both. */
export const clientTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig
