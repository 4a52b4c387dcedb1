import { open, rm } from 'node:fs/promises'

/** A segment of its log is 16 MiB, and recovery can need two. */
const roomBytes = 32 * 2 ** 20

/** Rejects while the disk would not take what opening the database needs: trying in vain costs far more. */
export async function assertRoom(path: string): Promise<void> {
  const chunk = new Uint8Array(2 ** 20)
  const file = await open(path, 'w', 0o600)
  try {
    for (let written = 0; written < roomBytes; written += chunk.length) await file.write(chunk)
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}
