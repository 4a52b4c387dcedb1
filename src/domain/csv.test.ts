import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsvError, csvLine, looksLikeFormula, parseCsv } from './csv.ts'

describe('writing', () => {
  test.each([
    [['a', 1, null, ''], 'a,1,,'],
    [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"'],
    [[' a', 'b ', 'c;d'], '" a","b ","c;d"'],
    [[-5, 0.5], '-5,0.5'],
  ])('%j', (cells, line) => {
    expect(csvLine(cells)).toBe(`${line}\r\n`)
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＠x', '=cmd|"/C calc"!A0'])(
    'the formula %j becomes a text',
    (formula) => {
      expect(looksLikeFormula(formula)).toBe(true)
      const [row] = parseCsv(csvLine([formula, 'x']))
      expect(row?.cells).toEqual([`'${formula}`, 'x'])
    },
  )

  test.each(['a=1', "'=1", '1-2', 'Ada', ''])('%j is no formula', (text) => {
    expect(looksLikeFormula(text)).toBe(false)
  })

  test('whatever is written, no cell of it is run', () => {
    const dangerous = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', 'a'),
    })
    fc.assert(
      fc.property(fc.array(dangerous, { minLength: 2 }), (cells) => {
        const [row] = parseCsv(csvLine(cells))
        expect(row?.cells.filter(looksLikeFormula)).toEqual([])
      }),
    )
  })
})

describe('reading', () => {
  test('gives back what was written', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((cell) => !looksLikeFormula(cell))
    const rows = fc.array(fc.array(text, { minLength: 2, maxLength: 5 }), { minLength: 1 })
    fc.assert(
      fc.property(rows, (written) => {
        // A header of commas, so that no cell decides what separates.
        const file = [['x', 'y'], ...written].map(csvLine).join('')
        expect(
          parseCsv(file)
            .slice(1)
            .map((row) => row.cells),
        ).toEqual(written)
      }),
    )
  })

  test.each([
    ['commas', 'a,b\n1,2\n'],
    ['semicolons', 'a;b\n1;2\n'],
    ['tabs', 'a\tb\n1\t2\n'],
    ['a byte order mark', '\ufeffa,b\n1,2\n'],
    ['lines that end as on Windows', 'a,b\r\n1,2\r\n'],
    ['lines that end as long ago', 'a,b\r1,2\r'],
    ['no end of the last line', 'a,b\n1,2'],
    ['empty lines', '\n\na,b\n\n1,2\n\n'.trimStart()],
    ['quotes', '"a","b"\n"1","2"\n'],
  ])('%s', (_, file) => {
    expect(parseCsv(file).map((row) => row.cells)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  test('knows the line of each row, quoted line breaks counted', () => {
    expect(parseCsv('a,b\n\n"1\n2",3\r\n4,5').map((row) => row.line)).toEqual([1, 3, 5])
  })

  test('cells may be empty, and rows of different length', () => {
    expect(parseCsv('a,b\n,\n1\n1,2,3').map((row) => row.cells)).toEqual([
      ['a', 'b'],
      ['', ''],
      ['1'],
      ['1', '2', '3'],
    ])
    expect(parseCsv('')).toEqual([])
    expect(parseCsv('\n\n')).toEqual([])
  })

  test.each([
    ['a quoted cell without an end', 'a,b\n1,"2\n3', 2],
    ['text behind a closing quote', 'a,b\n"1"2,3', 2],
  ])('%s is no CSV', (_, file, line) => {
    const reading = () => parseCsv(file)
    expect(reading).toThrow(CsvError)
    expect(reading).toThrow(expect.objectContaining({ line }))
  })

  test('a quote inside a plain cell is a quote', () => {
    expect(parseCsv('a,b\n5" pipe,x')[1]?.cells).toEqual(['5" pipe', 'x'])
  })

  test('a mebibyte of an open quote is read in one go', () => {
    expect(() => parseCsv(`a,b\n"${'""'.repeat(2 ** 19)}`)).toThrow(CsvError)
  })
})
