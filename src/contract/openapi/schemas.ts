import type { z } from 'zod'
import { publishedSchema } from '../json-schema.ts'
import { type Json, mapRefs } from './json.ts'

export const schemaRef = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })

const definition = /^#\/\$defs\/(.+)$/

/**
 * The document's named schemas. A zod schema with an `id` in its meta becomes one; where the same name stands for
 * two shapes (what is sent and what is answered differ by defaults, say) the later gets a number.
 */
export class Schemas {
  readonly #named = new Map<string, { text: string; schema: unknown }>()

  /** `input`: what a client may send. `output`: what it gets. */
  convert(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _, $defs = {}, ...root } = publishedSchema(schema, io)
    const names = new Map(Object.entries($defs).map(([name, def]) => [name, this.#claim(name, def)]))
    const rename = (ref: string): string => {
      const name = definition.exec(ref)?.[1]
      if (name === undefined)
        throw new Error(`give the schema that refers to itself by ${ref} an id in its meta`)
      return `#/components/schemas/${names.get(name)}`
    }
    for (const [name, def] of Object.entries($defs)) this.#define(names.get(name) ?? name, def, rename)
    return mapRefs(root, rename) as Json
  }

  /** Adds a schema that is JSON Schema already. */
  add(name: string, schema: Json): Json {
    this.#define(this.#claim(name, schema), schema, (ref) => ref)
    return schemaRef(name)
  }

  /** A schema with its outermost reference followed, to read its members. */
  resolve(schema: Json): Json {
    const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined
    return name === undefined ? schema : (this.#named.get(name)?.schema as Json)
  }

  toJson(): Json {
    return Object.fromEntries([...this.#named].map(([name, { schema }]) => [name, schema]))
  }

  #claim(wanted: string, schema: unknown): string {
    const text = JSON.stringify(schema)
    for (let n = 1; ; n++) {
      const name = n === 1 ? wanted : `${wanted}${n}`
      const known = this.#named.get(name)
      if (known !== undefined && known.text !== text) continue
      if (known === undefined) this.#named.set(name, { text, schema })
      return name
    }
  }

  #define(name: string, schema: unknown, rename: (ref: string) => string): void {
    this.#named.set(name, { text: JSON.stringify(schema), schema: mapRefs(schema, rename) })
  }
}
