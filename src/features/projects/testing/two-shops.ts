import {
  type Credential,
  type Person,
  type Reply,
  startTestApp,
  type TestAppOptions,
} from '../../../../test/harness/app.ts'

/** Two shops in one deployment: `north` with two customers, `south` with one of its own. */
export async function openTwoShops(options: TestAppOptions = {}) {
  const environment = { FABWIRE_WORKSPACE_SIGNUP: 'open', ...options.environment }
  const app = await startTestApp({ ...options, environment })
  const north = await app.owner('enterprise', 'North')
  const south = await app.owner('enterprise', 'South')

  async function must(status: number, reply: Promise<Reply>): Promise<Reply> {
    const answered = await reply
    if (answered.status !== status) throw new Error(`${answered.status} ${answered.text}`)
    return answered
  }

  return {
    app,
    north,
    south,
    staff: await app.member(north, 'staff'),
    anna: await app.customer('north'),
    ben: await app.customer('north'),
    cleo: await app.customer('south'),
    must,
    /** A personal access token of somebody; full access without scopes. */
    async pat(person: Person, scopes: readonly string[] = []): Promise<Credential> {
      const body = { name: 'test', scopes }
      const { secret } = (await must(201, app.call('POST', '/tokens', { as: person.credential, body }))).body
      return { authorization: `Bearer ${secret}` }
    },
    /** A tenant key of an owner's workspace. */
    async key(owner: Person, scopes: readonly string[] = ['api']): Promise<Credential> {
      const body = { name: 'test', environment: 'production', scopes }
      const { secret } = (await must(201, app.call('POST', '/api-keys', { as: owner.credential, body }))).body
      return { 'x-api-key': secret }
    },
    /** A customer's new project. */
    async project(person: Person, name = 'Bracket'): Promise<{ id: string; project_no: string }> {
      return (await must(201, app.call('POST', '/projects', { as: person.credential, body: { name } }))).body
    },
    /** Uploads a form. */
    upload: (person: Person, projectId: string, body: FormData): Promise<Reply> =>
      app.call('POST', `/projects/${projectId}/files`, { as: person.credential, body }),
    close: () => app.close(),
  }
}

export type TwoShops = Awaited<ReturnType<typeof openTwoShops>>

/** Members of a form; a file is `[its name, its text, its media type]`. */
export function form(...members: [name: string, value: string | [string, string, string?]][]): FormData {
  const data = new FormData()
  for (const [name, value] of members)
    if (typeof value === 'string') data.append(name, value)
    else data.append(name, new Blob([value[1]], { type: value[2] ?? '' }), value[0])
  return data
}

/** A refusal without what is different in every answer. */
export const sameBytes = ({ status, headers, text }: Reply): string =>
  [status, headers['content-type'], text.replace(/"instance":"[^"]+"/, '"instance":""')].join('\n')
