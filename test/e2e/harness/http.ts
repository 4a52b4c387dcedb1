/** What a request was answered with. */
export interface Reply {
  status: number
  // Tests look into answers of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the test checks
  body: any
  headers: Headers
  text: string
}

/** Who calls: the headers of a credential. */
export type Credential = Readonly<Record<string, string>>

export const bearer = (secret: string): Credential => ({ authorization: `Bearer ${secret}` })
export const apiKey = (secret: string): Credential => ({ 'x-api-key': secret })

const patienceMs = 30_000

/** Calls the API over HTTP with one credential, as anybody's program would. `origin` is asked at every call. */
export class Api {
  readonly #origin: () => string
  readonly #credential: Credential

  constructor(origin: () => string, credential: Credential = {}) {
    this.#origin = origin
    this.#credential = credential
  }

  as(credential: Credential): Api {
    return new Api(this.#origin, credential)
  }

  get(path: string): Promise<Reply> {
    return this.call('GET', path)
  }

  /** `body` is JSON, or a form with files. */
  post(path: string, body: object = {}): Promise<Reply> {
    return this.call('POST', path, body)
  }

  patch(path: string, body: object): Promise<Reply> {
    return this.call('PATCH', path, body)
  }

  delete(path: string): Promise<Reply> {
    return this.call('DELETE', path)
  }

  /** Rejects when no answer came, as when the server dies meanwhile. */
  async call(method: string, path: string, body?: object): Promise<Reply> {
    const origin = this.#origin()
    const isJson = body !== undefined && !(body instanceof FormData)
    const response = await fetch(`${origin}${path.startsWith('/') ? '/api' : '/'}${path}`, {
      method,
      headers: {
        origin,
        ...this.#credential,
        ...(isJson && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as FormData) }),
      signal: AbortSignal.timeout(patienceMs),
    })
    const text = await response.text()
    const saysJson = /json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      body: saysJson ? JSON.parse(text) : undefined,
      headers: response.headers,
      text,
    }
  }
}

/** The answer's body when its status is the expected one; else an error that shows the answer. */
export function expectStatus({ status, body, text }: Reply, expected: number): Reply['body'] {
  if (status !== expected) throw new Error(`expected ${expected}, got ${status}: ${text}`)
  return body
}

/** The session cookie that an answer sets. */
export const cookieOf = ({ headers }: Reply): Credential => ({
  cookie: headers.getSetCookie()[0]?.split(';', 1)[0] ?? '',
})
