import type { LengthUnit } from '../../domain/geometry/figures.ts'

/** In STEP (ISO 10303-41): the prefix of metre. */
const unitByPrefix: Readonly<Record<string, LengthUnit>> = { MILLI: 'mm', CENTI: 'cm', MICRO: 'um', $: 'm' }

/** Longer statements hold no unit. */
const mostStatementLength = 2_000

/** The unit of length that a STEP file is written in; millimetres where it says none that is known here. */
export function stepUnit(text: string): LengthUnit {
  let found: LengthUnit = 'mm'
  for (let at = text.indexOf('LENGTH_UNIT'); at !== -1; at = text.indexOf('LENGTH_UNIT', at + 1)) {
    const start = Math.max(text.lastIndexOf(';', at) + 1, at - mostStatementLength)
    const end = text.indexOf(';', at)
    const statement = text.slice(start, end === -1 ? at : Math.min(end, at + mostStatementLength))
    const conversion = /CONVERSION_BASED_UNIT\s*\(\s*'(\w+)'/.exec(statement)?.[1]?.toUpperCase()
    // An inch is defined by way of a metric unit, which then stands in the file too.
    if (conversion === 'INCH') return 'in'
    if (conversion === 'FOOT') return 'ft'
    const prefix = /SI_UNIT\s*\(\s*(?:\.(\w+)\.|(\$))\s*,\s*\.METRE\./.exec(statement)
    found = unitByPrefix[prefix?.[1] ?? prefix?.[2] ?? ''] ?? found
  }
  return found
}

/** In IGES: the flag of the global section. */
const unitByFlag: Readonly<Record<string, LengthUnit>> = {
  1: 'in',
  2: 'mm',
  4: 'ft',
  6: 'm',
  9: 'um',
  10: 'cm',
}
const unitParameter = 13
const mostGlobalLines = 1_000

/** Parameters of the global section. Texts are written as `5Hhello` and may hold any sign. */
function splitGlobal(global: string): string[] {
  const parameters: string[] = []
  let delimiter = ','
  for (let at = 0; at < global.length && parameters.length <= unitParameter; ) {
    const text = /^\s*(\d{1,4})H/.exec(global.slice(at, at + 40))
    const start = at + (text?.[0].length ?? 0)
    const end = text === null ? undefined : start + Number(text[1])
    if (parameters.length === 0 && end !== undefined) delimiter = global[start] ?? ','
    const next = global.indexOf(delimiter, end ?? at)
    const stop = next === -1 ? global.length : next
    parameters.push(end === undefined ? global.slice(at, stop).trim() : global.slice(start, end))
    at = stop + 1
    // The first parameter is the delimiter itself, and may be left out.
    if (parameters.length === 1 && text === null) delimiter = ','
  }
  return parameters
}

/** The unit of length that an IGES file is written in; inches where it says none, as the format has it. */
export function igesUnit(text: string): LengthUnit {
  const lines = text.slice(0, mostGlobalLines * 82).split(/\r?\n/)
  const global = lines
    .filter((line) => line[72] === 'G')
    .map((line) => line.slice(0, 72))
    .join('')
  return unitByFlag[splitGlobal(global)[unitParameter] ?? ''] ?? 'in'
}
