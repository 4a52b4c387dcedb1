import { createRequire } from 'node:module'
import type * as argon2 from '@node-rs/argon2'

// By its name it would be this file again (vitest.config.ts).
const real: typeof argon2 = createRequire(import.meta.url)('@node-rs/argon2')

/**
 * The same hash at the least cost: a thousand people sign up in the tests of the API, and what a hash costs is tested
 * with the function itself.
 */
export const hash: typeof argon2.hash = (password, options) =>
  real.hash(password, { ...options, memoryCost: 8, timeCost: 1 })

export const { verify } = real
