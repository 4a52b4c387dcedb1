import { Secret } from 'otpauth'
import { sha256 } from '../../platform/crypto.ts'

export const backupCodeCount = 10
/** 80 bits: a hash of one cannot be searched for. */
const codeBytes = 10
const form = /^[a-z2-7]{16}$/

/** `abcd-efgh-ijkl-mnop`: letters and digits that cannot be taken for one another. */
const newCode = (): string =>
  new Secret({ size: codeBytes }).base32.toLowerCase().replaceAll(/(.{4})(?=.)/g, '$1-')

export const newBackupCodes = (): string[] => Array.from({ length: backupCodeCount }, newCode)

/** What is stored of a code, however it was typed; undefined when it is none. */
export function hashBackupCode(code: string): Buffer | undefined {
  const plain = code.toLowerCase().replaceAll(/[\s-]/g, '')
  return form.test(plain) ? sha256(plain) : undefined
}
