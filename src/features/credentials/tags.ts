/**
 * What a verification rests on, as the caches name it and a change announces it. Ids from a path may be written in
 * upper case; the database answers in lower case.
 */
export const tokenTag = (id: string): string => `token:${id.toLowerCase()}`
export const keyTag = (id: string): string => `key:${id.toLowerCase()}`
export const userTag = (id: number): string => `user:${id}`
export const workspaceTag = (id: string): string => `workspace:${id.toLowerCase()}`
