import { sessionLifetimeMs } from './session-token.ts'

/** How the session cookie is called and set; `__Host-` binds it to this host where the site is https. */
export interface SessionCookie {
  name: string
  set(value: string): string
  clear(): string
}

/**
 * The long-lived cookie by which an account knows a browser again. Each account has its own in a browser, so that one
 * who signs in does not make the browser forget another.
 */
export interface DeviceCookie {
  /** The device cookies among those of a request: values by user id. */
  read(cookies: Readonly<Record<string, string | undefined>>): Map<number, string>
  set(userId: number, value: string): string
  clear(userId: number): string
}

/** As long as browsers keep a cookie at most. */
export const deviceLifetimeMs = 400 * 86_400_000
/** One browser with more accounts than this is none that signs in by hand. */
const mostDevices = 20

const attributesFor = (secure: boolean): string =>
  `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
const prefixFor = (secure: boolean): string => (secure ? '__Host-' : '')

export function sessionCookie(secure: boolean): SessionCookie {
  const name = `${prefixFor(secure)}fabwire_session`
  const attributes = attributesFor(secure)
  return {
    name,
    set: (value) => `${name}=${value}; Max-Age=${sessionLifetimeMs / 1_000}${attributes}`,
    clear: () => `${name}=; Max-Age=0${attributes}`,
  }
}

export function deviceCookie(secure: boolean): DeviceCookie {
  const prefix = `${prefixFor(secure)}fabwire_device_`
  const attributes = attributesFor(secure)
  return {
    read(cookies) {
      const found = Object.entries(cookies).flatMap(([name, value]): [number, string][] => {
        const userId = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN
        return Number.isSafeInteger(userId) && value ? [[userId, value]] : []
      })
      return new Map(found.slice(0, mostDevices))
    },
    set: (userId, value) => `${prefix}${userId}=${value}; Max-Age=${deviceLifetimeMs / 1_000}${attributes}`,
    clear: (userId) => `${prefix}${userId}=; Max-Age=0${attributes}`,
  }
}
