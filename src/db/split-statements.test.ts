import { expect, test } from 'vitest'
import { readMigrations, splitStatements } from './migrate.ts'

test('one statement for each semicolon that ends a line', () => {
  expect(splitStatements('CREATE TABLE a (\n  id integer\n);\nDROP TABLE a;\n')).toEqual([
    'CREATE TABLE a (\n  id integer\n);',
    'DROP TABLE a;',
  ])
})

test('comment lines are left out, wherever they stand', () => {
  expect(splitStatements('-- why;\nSELECT\n  -- which;\n  1;\n-- end')).toEqual(['SELECT\n  1;'])
})

test('the body of a function stays whole', () => {
  const body = 'CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$\n  SELECT 1;\n  SELECT 2;\n$$;'
  expect(splitStatements(`${body}\nSELECT f();`)).toEqual([body, 'SELECT f();'])
})

test('the last statement needs no semicolon', () => {
  expect(splitStatements('SELECT 1;\nSELECT 2')).toEqual(['SELECT 1;', 'SELECT 2'])
})

test('nothing gives nothing', () => {
  expect(splitStatements('')).toEqual([])
  expect(splitStatements('\n  \n-- only words\n')).toEqual([])
})

test('the migrations split into statements that each begin with a verb', async () => {
  for (const { sql } of await readMigrations())
    for (const statement of splitStatements(sql)) expect(statement).toMatch(/^[A-Z]+ /)
})
