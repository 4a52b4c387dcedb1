import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import type { Config } from '../../platform/config.ts'
import { keyFile, writeKeyFile } from '../master-key.ts'
import { BackupError } from './backup-error.ts'
import { findKey, parseKeyText } from './deployment-key.ts'
import type { Examined } from './examine.ts'

export interface PlacedKey {
  /** `FABWIRE_MASTER_KEY` or the path of a file; undefined where the deployment has no key yet. */
  place: string | undefined
  /** Takes away what was written. */
  undo(): Promise<void>
}

/**
 * Sees to it that the restored secrets can be read: the right key is configured, lies in the data folder, or is
 * written there. Never replaces another key.
 */
export async function placeKey(config: Config, { header, keyText }: Examined): Promise<PlacedKey> {
  const { fingerprint } = header.master_key
  const nothing = async () => {}
  if (fingerprint === null) return { place: undefined, undo: nothing }
  const found = await findKey(config, fingerprint)
  if (found !== undefined) return { place: found.place, undo: nothing }
  if (config.masterKey !== undefined)
    throw new BackupError(`FABWIRE_MASTER_KEY is not the backup's key, which has fingerprint ${fingerprint}`)
  const place = keyFile(config.dataDir)
  if (existsSync(place))
    throw new BackupError(
      `${place} is not the backup's key, which has fingerprint ${fingerprint}: move it to a safe place first`,
    )
  if (keyText === undefined)
    throw new BackupError(
      `the backup holds no master key: set FABWIRE_MASTER_KEY to the one with fingerprint ${fingerprint}`,
    )
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  await writeKeyFile(place, parseKeyText(keyText, fingerprint))
  return { place, undo: () => rm(place, { force: true }) }
}
