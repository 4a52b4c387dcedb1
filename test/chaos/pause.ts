/** Faults last for a while, of real time: nothing here is a test that could wait for a condition instead. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Looks until it is so. False when `patienceMs` ended first. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  patienceMs: number,
  everyMs = 50,
): Promise<boolean> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await pause(everyMs))
    if (await condition()) return true
  return condition()
}
