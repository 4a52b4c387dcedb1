import { composeToken, type TokenKind } from '../../src/domain/access/token-form.ts'
import { randomHex } from '../../src/platform/crypto.ts'
import type { Credential, Person, TestApp } from './app.ts'

/** The headers of a request with a personal access token. */
export const bearer = (secret: string): Credential => ({ authorization: `Bearer ${secret}` })

/** The headers of a request with a tenant API key. */
export const apiKey = (secret: string): Credential => ({ 'x-api-key': secret })

/** A secret of the right form that nobody was given. */
export const unknownSecret = (kind: TokenKind): string => composeToken(kind, randomHex(28))

export interface Minted {
  id: string
  secret: string
}

/** A personal access token of somebody; full access unless `members` says which scopes. */
export async function mintToken(app: TestApp, person: Person, members: object = {}): Promise<Minted> {
  const reply = await app.call('POST', '/tokens', {
    as: person.credential,
    body: { name: 'Script', ...members },
  })
  if (reply.status !== 201) throw new Error(`no token: ${reply.text}`)
  return reply.body
}

/** A tenant key of an owner's or admin's workspace, for production with scope `api`. */
export async function mintApiKey(app: TestApp, person: Person, members: object = {}): Promise<Minted> {
  const body = { name: 'ERP', environment: 'production', scopes: ['api'], ...members }
  const reply = await app.call('POST', '/api-keys', { as: person.credential, body })
  if (reply.status !== 201) throw new Error(`no key: ${reply.text}`)
  return reply.body
}
