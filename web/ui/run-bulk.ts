export interface Failed<T> {
  item: T
  reason: string
}

interface Bulk<T> {
  items: readonly T[]
  /** How many the server takes at once. */
  atOnce: number
  work(items: readonly T[]): Promise<unknown>
  /** After each part: how many have been tried. */
  onProgress(done: number): void
}

/** Does something to many things, part by part; what fails does not stop the rest. Resolves to what failed, and why. */
export async function runBulk<T>({ items, atOnce, work, onProgress }: Bulk<T>): Promise<Failed<T>[]> {
  const failed: Failed<T>[] = []
  for (let at = 0; at < items.length; at += atOnce) {
    const part = items.slice(at, at + atOnce)
    try {
      await work(part)
    } catch (error) {
      failed.push(...part.map((item) => ({ item, reason: (error as Error).message })))
    }
    onProgress(Math.min(items.length, at + atOnce))
  }
  return failed
}
