import { describe, expect, test } from 'vitest'
import { asciiStl, binaryStl, box, toBytes } from '../../domain/geometry/testing/meshes.ts'
import { computeGeometry } from './compute.ts'
import { model, threeMf } from './testing/packages.ts'

const endless = new AbortController().signal
const limits = { timeoutMs: 60_000, heapMegabytes: 256, signal: endless }
const stl = (bytes: Uint8Array) => ({ bytes, format: 'stl', statedUnit: 'mm' }) as const

/** Takes about a second to read. */
const long = () => stl(toBytes(asciiStl(Array.from({ length: 5_000 }, () => box(1, 1, 1)).flat())))

test('a thread answers with figures and a preview', async () => {
  const outcome = await computeGeometry(stl(binaryStl(box(2, 3, 4))), limits)
  expect(outcome).toMatchObject({ status: 'found', found: { figures: { volume_mm3: 24, units: 'mm' } } })
  const preview = outcome.status === 'found' ? outcome.found.preview : null
  expect(Buffer.from(preview ?? []).toString('latin1', 0, 4)).toBe('glTF')
})

describe('security case 39: what a file does to its reader ends with the thread', () => {
  test('time', async () => {
    const outcome = await computeGeometry(long(), { ...limits, timeoutMs: 1 })
    expect(outcome).toEqual({ status: 'failed', reason: 'The file took longer than 0 seconds to read.' })
  })

  test('memory', async () => {
    const vertices = '<vertex x="1" y="2" z="3"/>'.repeat(400_000)
    const bytes = threeMf(model(`<object id="1"><mesh><vertices>${vertices}</vertices></mesh></object>`, ''))
    const outcome = await computeGeometry(
      { bytes, format: '3mf', statedUnit: null },
      { ...limits, heapMegabytes: 12 },
    )
    const reason = 'The file needs more memory than is spent on one file.'
    expect(outcome).toEqual({ status: 'failed', reason })
  })

  test('a stop of the server', async () => {
    const stop = new AbortController()
    const computing = computeGeometry(long(), { ...limits, signal: stop.signal })
    stop.abort(new Error('the server stops'))
    await expect(computing).rejects.toThrow('the server stops')
    await expect(computeGeometry(long(), { ...limits, signal: stop.signal })).rejects.toThrow(
      'the server stops',
    )
  })
})
