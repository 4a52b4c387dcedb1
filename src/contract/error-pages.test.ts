import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorCatalogue, errorCodes } from './errors.ts'

const folder = join(import.meta.dirname, '../../docs/errors')

describe('the page of an error', () => {
  it('is there for every code, and for nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual(errorCodes.map((code) => `${code}.md`).sort())
  })

  it.each(errorCodes)(
    '%s: its title and example are those of the catalogue, and it says what to do',
    (code) => {
      const text = readFileSync(join(folder, `${code}.md`), 'utf8')
      const [status, title] = errorCatalogue[code]
      expect(text).toMatch(`# ${title}\n\n\`${code}\`, HTTP status ${status}.\n`)
      expect(text).toMatch(/^## What to do\n\n- /m)
      const example: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? 'null')
      expect(example).toMatchObject({
        type: `https://fab.example.com/docs/errors/${code}`,
        title,
        status,
        code,
        detail: expect.any(String),
        instance: expect.any(String),
      })
    },
  )
})
