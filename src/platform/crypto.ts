import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

export const sha256 = (text: string | Uint8Array): Buffer => hash('sha256', text, 'buffer')

export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex')

/** 256 random bits for a link or a cookie, in 43 characters that need no escaping. */
export const randomToken = (): string => randomBytes(32).toString('base64url')

/** What `randomToken` makes: anything else is refused before it is looked up. */
export const tokenForm = /^[\w-]{43}$/

/** Compares secrets of any length in a time that does not depend on where they differ. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b))

const formatVersion = 1
const keyTagBytes = 4
const ivBytes = 12
const gcmTagBytes = 16
const headerBytes = 1 + keyTagBytes + ivBytes

/** The ciphertext was made with another key, for another place, or is damaged. */
export class DecryptionError extends Error {
  override readonly name = 'DecryptionError'
}

/**
 * The key that encrypts secrets at rest (AES-256-GCM). A ciphertext is: format version, 4 bytes that name the key,
 * IV, text, tag. `context` says where it belongs (`webhook:<id>`), so that one cannot be moved to another row.
 */
export class MasterKey {
  readonly #encryption: Buffer
  readonly #session: Buffer
  /** Names the key without revealing it; stands in the database so that a wrong key stops the start. */
  readonly fingerprint: string

  /** `bytes`: 32 random bytes. */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== 32) throw new RangeError('a master key has 32 bytes')
    const derive = (use: string) => Buffer.from(hkdfSync('sha256', bytes, '', `fabwire:${use}`, 32))
    this.#encryption = derive('encryption')
    this.#session = derive('session')
    this.fingerprint = derive('fingerprint').toString('hex', 0, 8)
  }

  /** Signs session cookies. */
  get sessionKey(): Uint8Array {
    return this.#session
  }

  encrypt(text: string, context: string): Buffer {
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#encryption, iv).setAAD(Buffer.from(context))
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(formatVersion), this.#tag(), iv, body, cipher.getAuthTag()])
  }

  decrypt(ciphertext: Uint8Array, context: string): string {
    const bytes = Buffer.from(ciphertext)
    if (bytes.length < headerBytes + gcmTagBytes || bytes[0] !== formatVersion)
      throw new DecryptionError('not a ciphertext of this program')
    if (!bytes.subarray(1, 1 + keyTagBytes).equals(this.#tag()))
      throw new DecryptionError('encrypted with another master key')
    try {
      const decipher = createDecipheriv(
        'aes-256-gcm',
        this.#encryption,
        bytes.subarray(1 + keyTagBytes, headerBytes),
      )
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-gcmTagBytes))
      return (
        decipher.update(bytes.subarray(headerBytes, -gcmTagBytes), undefined, 'utf8') + decipher.final('utf8')
      )
    } catch (cause) {
      throw new DecryptionError('the ciphertext is damaged or belongs elsewhere', { cause })
    }
  }

  #tag(): Buffer {
    return Buffer.from(this.fingerprint, 'hex').subarray(0, keyTagBytes)
  }
}
