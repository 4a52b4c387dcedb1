import { describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { UsageError } from './command.ts'
import { readCommandLine } from './command-line.ts'
import { commands } from './commands.ts'

const read = (line: string) => readCommandLine(line.split(' ').filter(Boolean))

/** The commands whose usage a text shows. */
const shownIn = (text: string) =>
  Object.entries(commands)
    .filter(([name, { takes }]) => text.includes(`\n  ${`${name} ${takes}`.trim()}\n`))
    .map(([name]) => name)

const everything = Object.keys(commands)

describe('what was asked for', () => {
  test.each([
    ['', everything],
    ['help', everything],
    ['--help', everything],
    ['-h', everything],
    ['serve --help', ['serve']],
    ['backup shop.tar.gz -h', ['backup']],
    ['help admin set-plan', ['admin set-plan']],
    ['admin --help', everything.filter((name) => name.startsWith('admin '))],
    ['help srve', everything],
  ])('`fabwire %s` shows how to call it', (line, names) => {
    const asked = read(line)
    expect(asked).toMatchObject({ text: expect.stringMatching(/^usage: fabwire /), isWrongUse: false })
    expect(shownIn('text' in asked ? asked.text : '')).toEqual(names)
  })

  test.each(['--version', '-v'])('`fabwire %s` shows the version', (line) => {
    expect(read(line)).toEqual({ text: manifest.version, isWrongUse: false })
  })
})

test.each([
  ['srve', everything],
  ['admin', everything.filter((name) => name.startsWith('admin '))],
  ['admin set', everything.filter((name) => name.startsWith('admin '))],
])('`fabwire %s` is wrong use, with the usage', (line, names) => {
  const asked = read(line)
  expect(asked).toMatchObject({ isWrongUse: true })
  expect(shownIn('text' in asked ? asked.text : '')).toEqual(names)
})

test('a command gets what stands after its name', () => {
  expect(read('admin set-plan fab pro')).toEqual({
    command: commands['admin set-plan'],
    args: ['fab', 'pro'],
  })
  expect(read('backup a --fast')).toEqual({ command: commands.backup, args: ['a', '--fast'] })
})

test('one that takes nothing refuses what it would ignore', () => {
  expect(() => read('serve --port 80')).toThrow(new UsageError('serve takes no arguments'))
})
