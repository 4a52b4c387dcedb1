import { sessionLifetimeMs } from './session-token.ts'

/** How the session cookie is called and set; `__Host-` binds it to this host where the site is https. */
export interface SessionCookie {
  name: string
  set(value: string): string
  clear(): string
}

export function sessionCookie(secure: boolean): SessionCookie {
  const name = secure ? '__Host-fabwire_session' : 'fabwire_session'
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    name,
    set: (value) => `${name}=${value}; Max-Age=${sessionLifetimeMs / 1_000}${attributes}`,
    clear: () => `${name}=; Max-Age=0${attributes}`,
  }
}
