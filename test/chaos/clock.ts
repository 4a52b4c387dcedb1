/**
 * Loaded before a server (`--import`): every SIGUSR2 makes its clock jump, as an operator's or a time server's
 * correction does; `CLOCK_OFF_BY_MS` sets it wrong from the beginning. Only what reads the time of day sees it; the monotonic clock goes on, as it does in the kernel.
 */
const minuteMs = 60_000
const offsetsMs = [10 * minuteMs, -7 * minuteMs, 0, 60 * minuteMs, -60 * minuteMs, 0]
const RealDate = Date
let jumps = 0
let offsetMs = Number(process.env.CLOCK_OFF_BY_MS ?? 0)

class JumpingDate extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(RealDate.now() + offsetMs)
    else super(...(given as [number]))
  }

  static override now(): number {
    return RealDate.now() + offsetMs
  }
}

globalThis.Date = JumpingDate as DateConstructor
process.on('SIGUSR2', () => {
  offsetMs = offsetsMs[jumps++ % offsetsMs.length] as number
})
