import { describe, expect, test } from 'vitest'
import { type Case, ownCases, sharedCases } from './cases.ts'
import { ask, isPresent, type Language, languages } from './languages.ts'

/** Go compiles its standard library on a new machine. */
const patience = 240_000

function expectRight(language: Language, cases: readonly Case[]): void {
  const answers = ask(language, cases)
  expect(answers).toHaveLength(cases.length)
  expect(cases.filter(({ takes }, index) => answers[index] !== takes).map(({ name }) => name)).toEqual([])
}

const shared = sharedCases()
if (shared === undefined) console.warn('SKIPPED: no ../shared/vectors beside the checkout')

describe.each(languages)('the sample in $name', (language) => {
  test.skipIf(!isPresent(language))(
    'takes what the engine signs, and nothing that was changed, is old or keyed with another secret',
    () => expectRight(language, ownCases()),
    patience,
  )

  test.skipIf(!isPresent(language) || shared === undefined)(
    'the same of vectors that were computed elsewhere',
    () => expectRight(language, shared ?? []),
    patience,
  )
})
