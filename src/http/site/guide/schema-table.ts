import { isJson, type Json } from '../../../contract/openapi/json.ts'
import { type Html, html } from '../html.ts'
import { code, prose, table } from './table.ts'

const numbers: Readonly<Record<string, string>> = { integer: 'integer', number: 'number' }

function typeOf(schema: Json): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (Array.isArray(schema.anyOf)) return [...new Set(schema.anyOf.filter(isJson).map(typeOf))].join(' or ')
  const type = String(schema.type ?? 'any')
  const format = typeof schema.format === 'string' ? `, ${schema.format}` : ''
  const most = typeof schema.maxLength === 'number' && type === 'string' ? ` (≤ ${schema.maxLength})` : ''
  return `${numbers[type] ?? type}${format}${most}`
}

function rowsOf(schema: Json, prefix: string): Html[][] {
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(isJson(schema.properties) ? schema.properties : {}).flatMap(([name, member]) => {
    if (!isJson(member)) return []
    const path = `${prefix}${name}`
    const row = [
      code(path),
      html`${typeOf(member)}`,
      html`${required.includes(name) ? 'always' : 'if known'}`,
      prose(typeof member.description === 'string' ? member.description : ''),
    ]
    return [row, ...rowsOf(member, `${path}.`)]
  })
}

/** The members of an object schema, those of objects in it below them. */
export const schemaTable = (label: string, schema: Json): Html =>
  table(label, ['Member', 'Type', 'There', 'Meaning'], rowsOf(schema, ''))
