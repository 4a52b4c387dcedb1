import type { Principal } from '../../domain/access/principal.ts'

/**
 * What a verification rests on, as the caches name it and a change announces it. Ids from a path may be written in
 * upper case; the database answers in lower case.
 */
export const tokenTag = (id: string): string => `token:${id.toLowerCase()}`
export const keyTag = (id: string): string => `key:${id.toLowerCase()}`
export const userTag = (id: number): string => `user:${id}`
export const workspaceTag = (id: string): string => `workspace:${id.toLowerCase()}`
export const sessionTag = (id: string): string => `session:${id.toLowerCase()}`

/** Everything that may change what a principal can do. */
export function tagsOf(principal: Principal): string[] {
  const workspace = workspaceTag(principal.workspaceId)
  switch (principal.kind) {
    case 'session':
      return [sessionTag(principal.sessionId), userTag(principal.userId), workspace]
    case 'pat':
      return [tokenTag(principal.tokenId), userTag(principal.userId), workspace]
    case 'api_key':
      return [keyTag(principal.keyId), workspace]
  }
}
