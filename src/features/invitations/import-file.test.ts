import { describe, expect, test } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import { readImport } from './import-file.ts'

const errorsOf = (csv: string) => {
  try {
    readImport(csv)
  } catch (error) {
    if (error instanceof Problem && error.code === 'validation_failed') return error.options.errors
    throw error
  }
  return []
}

describe('a file', () => {
  test('gives its rows with their lines; columns in any order and case, empty cells absent', () => {
    const csv = [
      'Name, EMAIL ,company,payment_terms_days,currency',
      'Ada,ada@example.com,"Ada, Inc.",30,EUR',
      '',
      ' Bob , bob@example.com ,,,',
      'Cy,cy@example.com',
    ].join('\r\n')
    expect(readImport(csv)).toEqual([
      {
        line: 2,
        name: 'Ada',
        email: 'ada@example.com',
        company: 'Ada, Inc.',
        payment_terms_days: 30,
        currency: 'EUR',
      },
      { line: 4, name: 'Bob', email: 'bob@example.com' },
      { line: 5, name: 'Cy', email: 'cy@example.com' },
    ])
  })

  test.each([
    ['nothing', '', 'header', 'must have the column email'],
    ['no email column', 'name\nAda', 'header', 'must have the column email'],
    ['no name column', 'email\na@example.com', 'header', 'must have the column name'],
    ['a column that is not known', 'email,name,role\na@example.com,A,owner', 'header', '“role”'],
    ['a column twice', 'email,name,name\na@example.com,A,B', 'header', 'twice'],
    ['a header alone', 'email,name\n', '', 'no rows'],
    ['an open quote', 'email,name\na@example.com,"A', 'line 2', 'no end'],
    ['more cells than columns', 'email,name\na@example.com,A,owner', 'line 2', 'more cells'],
    ['no address', 'email,name\n,A', 'line 2: email', 'is needed'],
    ['an address that is none', 'email,name\nada,A', 'line 2: email', 'email'],
    ['no name', 'email,name\na@example.com,', 'line 2: name', 'is needed'],
    ['a name of two lines', 'email,name\na@example.com,"A\nB"', 'line 2: name', 'control'],
    ['a name too long', `email,name\na@example.com,${'a'.repeat(121)}`, 'line 2: name', '120'],
    ['a formula as a name', 'email,name\na@example.com,=1+1', 'line 2: name', 'formula'],
    ['a formula as a company', 'email,name,company\na@example.com,A,@SUM(A1)', 'line 2: company', 'formula'],
    ['a currency that is none', 'email,name,currency\na@example.com,A,EURO', 'line 2: currency', 'ISO 4217'],
    [
      'terms that are none',
      'email,name,payment_terms_days\na@example.com,A,soon',
      'line 2: payment_terms_days',
      'days',
    ],
    [
      'terms beyond a year',
      'email,name,payment_terms_days\na@example.com,A,366',
      'line 2: payment_terms_days',
      '365',
    ],
    ['an address twice', 'email,name\na@example.com,A\nA@Example.com,B', 'line 3: email', 'line 2'],
  ])('is refused with %s', (_, csv, path, message) => {
    expect(errorsOf(csv)).toContainEqual({ path, message: expect.stringContaining(message) })
  })

  test('has every wrong row named, a hundred at most', () => {
    expect(errorsOf('email,name\nx,A\nok@example.com,B\ny,')?.map(({ path }) => path)).toEqual([
      'line 2: email',
      'line 4: email',
      'line 4: name',
    ])
    expect(errorsOf(`email,name\n${'x,A\n'.repeat(1_000)}`)).toHaveLength(100)
  })

  test('has a thousand rows at most', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, n) => `p${n}@example.com,P`).join('\n')
    expect(readImport(`email,name\n${rows(1_000)}`)).toHaveLength(1_000)
    expect(errorsOf(`email,name\n${rows(1_001)}`)).toMatchObject([
      { message: expect.stringContaining('1000') },
    ])
  })
})
