import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSecondDb, openTestDb } from '../../test/harness/database.ts'
import type { Db, ListenState } from './port.ts'

let db: Db
beforeAll(async () => {
  db = await openTestDb()
})
afterAll(() => db.close())

const notify = (channel: string, payload: string, from: Db = db) =>
  from.rows({ text: 'SELECT pg_notify($1, $2)', values: [channel, payload] })

/** Listens and hands out what was heard, one promise each. */
async function hear(channel: string) {
  const heard: string[] = []
  const waiting: ((payload: string) => void)[] = []
  const states: ListenState[] = []
  const stop = await db.listen(channel, {
    onPayload(payload) {
      const next = waiting.shift()
      if (next) next(payload)
      else heard.push(payload)
    },
    onState: (state) => states.push(state),
  })
  const next = (): Promise<string> => {
    const payload = heard.shift()
    return payload === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(payload)
  }
  return { next, stop, states, heard }
}

test('hears what is sent, in order', async () => {
  const { next, stop, states } = await hear('plain')
  expect(states).toEqual(['up'])
  await notify('plain', 'one')
  await notify('plain', '{"two": "ü"}')
  expect([await next(), await next()]).toEqual(['one', '{"two": "ü"}'])
  await stop()
})

test('hears other nodes', async () => {
  const second = openSecondDb(db)
  const { next, stop } = await hear('nodes')
  await notify('nodes', 'from afar', second)
  expect(await next()).toBe('from afar')
  await stop()
  await second.close()
})

test('hears a transaction when it commits, and never when it rolls back', async () => {
  const { next, stop, heard } = await hear('commits')
  const send = (payload: string, fail: boolean) =>
    db.transaction(async (tx) => {
      await tx.rows({ text: `SELECT pg_notify('commits', $1)`, values: [payload] })
      expect(heard).toEqual([])
      if (fail) throw new Error('rolled back')
    })
  await send('lost', true).catch(() => {})
  await send('kept', false)
  expect(await next()).toBe('kept')
  await stop()
})

test('channels are told apart, whatever their names', async () => {
  const names = ['lower', 'UPPER', 'with space', 'dotted.name']
  const ears = await Promise.all(names.map(hear))
  for (const name of names) await notify(name, `to ${name}`)
  for (const [index, name] of names.entries()) expect(await ears[index]?.next()).toBe(`to ${name}`)
  for (const ear of ears) expect(ear.heard).toEqual([])
  for (const ear of ears) expect(ear.states).toEqual(['up'])
  await Promise.all(ears.map((ear) => ear.stop()))
})

test('several listeners of a channel all hear; one that stopped does not', async () => {
  const first = await hear('shared')
  const second = await hear('shared')
  await notify('shared', 'both')
  expect([await first.next(), await second.next()]).toEqual(['both', 'both'])
  await first.stop()
  await notify('shared', 'second only')
  expect(await second.next()).toBe('second only')
  expect(first.heard).toEqual([])
  await second.stop()
})

test('a channel can be listened to again after the last listener left', async () => {
  const before = await hear('again')
  await before.stop()
  const after = await hear('again')
  await notify('again', 'heard')
  expect(await after.next()).toBe('heard')
  await after.stop()
})
