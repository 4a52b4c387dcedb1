import { expect, test, vi } from 'vitest'
import { Connectivity } from './connectivity.ts'

function watched() {
  const timers: { ms: number; work: () => void }[] = []
  const answers: boolean[] = []
  const connectivity = new Connectivity({
    probe: async () => answers.shift() ?? false,
    after(ms, work) {
      const timer = { ms, work }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1)
    },
    random: () => 1,
  })
  const heard: boolean[] = []
  connectivity.watch(() => heard.push(connectivity.isLost))
  const next = async () => {
    const timer = timers.shift()
    timer?.work()
    await Promise.resolve()
    return timer?.ms
  }
  return { connectivity, answers, heard, timers, next }
}

test('lost with the first request without an answer, and asked for ever more slowly', async () => {
  const { connectivity, heard, timers, next } = watched()
  connectivity.unanswered()
  connectivity.unanswered()
  expect(heard).toEqual([true])
  const waits: (number | undefined)[] = []
  for (let n = 0; n < 3; n++) {
    waits.push(await next())
    await vi.waitFor(() => expect(timers).toHaveLength(1))
  }
  expect(waits).toEqual([1_000, 2_000, 4_000])
})

test('back with the first answer, of a probe or of any request', async () => {
  const { connectivity, answers, heard, timers, next } = watched()
  connectivity.unanswered()
  answers.push(true)
  await next()
  await vi.waitFor(() => expect(heard).toEqual([true, false]))
  connectivity.unanswered()
  connectivity.answered()
  expect([heard, timers]).toEqual([[true, false, true, false], []])
})

test('an answer while nothing is lost tells nobody', () => {
  const { connectivity, heard } = watched()
  connectivity.answered()
  expect(heard).toEqual([])
})
