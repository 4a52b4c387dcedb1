import { Answer } from '../../contract/route.ts'
import type { DeviceCookie, SessionCookie } from './cookies.ts'
import type { SignedIn } from './sign-in.ts'

/** The answer to who has signed in: who and where they are, with the cookies of the session and of the browser. */
export const welcomeWith =
  (cookie: SessionCookie, device: DeviceCookie) =>
  ({ sessionToken, deviceToken, ...body }: SignedIn) =>
    new Answer(body, { 'set-cookie': [cookie.set(sessionToken), device.set(body.user.id, deviceToken)] })
