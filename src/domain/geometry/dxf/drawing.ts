import type { LengthUnit } from '../figures.ts'
import { unreadable } from '../unreadable.ts'
import { Entity } from './entity.ts'
import { Groups } from './groups.ts'

const mostEntities = 1_000_000

/** Of `$INSUNITS`; 0 says that there is none. */
const unitByCode: ReadonlyMap<number, LengthUnit> = new Map([
  [1, 'in'],
  [2, 'ft'],
  [4, 'mm'],
  [5, 'cm'],
  [6, 'm'],
  [13, 'um'],
])

export interface Drawing {
  unit: LengthUnit | null
  /** In model space, in order. */
  entities: Entity[]
  blocks: Map<string, Entity[]>
}

/** Sorts the groups of a file into its entities and blocks. */
export function readDrawing(bytes: Uint8Array): Drawing {
  return new DrawingReader().read(new Groups(bytes))
}

class DrawingReader {
  readonly #drawing: Drawing = { unit: null, entities: [], blocks: new Map() }
  #section = ''
  /** The block that is being defined. */
  #block: Entity[] | undefined
  #entity: Entity | undefined
  #variable = ''
  #count = 0
  #isEnded = false

  read(groups: Groups): Drawing {
    for (let group = groups.next(); group !== null && !this.#isEnded; group = groups.next()) {
      if (group.code === 0) this.#begin(group.value)
      else if (group.code === 2 && this.#entity?.type === 'SECTION') this.#section = group.value
      else if (this.#section === 'HEADER') this.#header(group.code, group.value)
      else this.#entity?.groups.push(group)
    }
    this.#put()
    if (!this.#isEnded) throw unreadable('is cut off: its end is missing')
    return this.#drawing
  }

  #header(code: number, value: string): void {
    if (code === 9) this.#variable = value
    else if (code === 70 && this.#variable === '$INSUNITS')
      this.#drawing.unit = unitByCode.get(Number(value)) ?? null
  }

  #begin(type: string): void {
    this.#put()
    this.#entity = new Entity(type)
    if (type === 'EOF') this.#isEnded = true
    if (type === 'ENDSEC') this.#section = ''
    if (++this.#count > mostEntities) throw unreadable(`has more than ${mostEntities / 1e6} million entities`)
  }

  /** Puts the entity whose groups are complete to where it belongs. */
  #put(): void {
    const entity = this.#entity
    if (entity === undefined) return
    if (this.#section === 'BLOCKS') {
      if (entity.type === 'BLOCK') {
        this.#block = [entity]
        this.#drawing.blocks.set(entity.text(2) ?? '', this.#block)
      } else this.#block?.push(entity)
      // What stands on a sheet of paper is about the drawing, not about the part.
    } else if (this.#section === 'ENTITIES' && entity.text(67) !== '1') this.#drawing.entities.push(entity)
  }
}
