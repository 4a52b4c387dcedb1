import type { Method } from '../route.ts'

const isParameter = (segment: string): boolean => segment.startsWith('{')

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word
}

const pascal = (segment: string): string =>
  segment
    .split(/[-._]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

const verbs: Readonly<Record<Method, string>> = {
  GET: 'get',
  POST: 'post',
  PATCH: 'update',
  PUT: 'replace',
  DELETE: 'delete',
}

function verb(method: Method, endsInParameter: boolean, kind: 'list' | 'creation' | 'other'): string {
  if (method === 'GET' && kind === 'list') return 'list'
  if (method === 'POST' && kind === 'creation' && !endsInParameter) return 'create'
  return verbs[method]
}

/**
 * `listProjects`, `getProject`, `createProjectFile`, `postWebhookDisable`: made of method and path alone, so that it
 * stays while they do. A segment that a parameter follows, and what a creation makes, is in the singular.
 */
export function operationId(method: Method, path: string, kind: 'list' | 'creation' | 'other'): string {
  const segments = path.split('/').filter((segment) => segment !== '')
  const start = verb(method, isParameter(segments.at(-1) ?? ''), kind)
  const words = segments.flatMap((segment, i) => {
    if (isParameter(segment)) return []
    const next = segments[i + 1]
    const one = next === undefined ? start === 'create' : isParameter(next)
    return [pascal(one ? singular(segment) : segment)]
  })
  return start + words.join('')
}
