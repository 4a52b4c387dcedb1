import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../contract/errors.ts'
import { idempotencyKeyForm, replayedHeader } from '../contract/idempotency.ts'
import { Answer, type AnyCall, type RouteRow } from '../contract/route.ts'
import * as store from '../db/idempotency-store.ts'
import type { Db } from '../db/port.ts'
import { type Principal, senderOf } from '../domain/access/principal.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import type { IdempotencyClaim } from '../domain/idempotency.ts'
import type { Clock } from '../platform/clock.ts'
import { sha256 } from '../platform/crypto.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { FormFingerprint } from './form-fingerprint.ts'

/** Well within the minute after which a claim counts as abandoned: uploads may take longer than that. */
const renewEveryMs = 20_000
const sweepEveryMs = 60_000
/** A row that vanishes between two looks belongs to a request that failed; a few times, not forever. */
const mostTries = 5

/** An answer that was given before. */
export class Replay {
  readonly #status: number
  readonly #body: string | null

  constructor(status: number, body: string | null) {
    this.#status = status
    this.#body = body
  }

  send(reply: FastifyReply): FastifyReply {
    reply.code(this.#status).header(replayedHeader, 'true')
    return this.#body === null ? reply.send() : reply.type('application/json; charset=utf-8').send(this.#body)
  }
}

/** The status that a result is answered with. */
export const statusOf = (row: RouteRow, result: unknown): number =>
  (result instanceof Answer ? result.status : undefined) ?? row.success.status

/** The request's `Idempotency-Key`. Throws the 400 of one that is none. */
export function readIdempotencyKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && idempotencyKeyForm.test(key)) return key
  const message = 'must be 1 to 255 visible ASCII characters'
  throw new Problem('validation_failed', { errors: [{ path: 'Idempotency-Key', message }] })
}

/** What a request with this key asks for. A form is only known when it has arrived. */
function claimFor(key: string, row: RouteRow, call: AnyCall, body: unknown, at: Date): IdempotencyClaim {
  // Rows that take a key have a principal: see `takesIdempotencyKey`.
  const principal = call.principal as Principal
  // A user has one set of keys for sessions and tokens together, a tenant key its own.
  const scope = [principal.workspaceId, senderOf(principal), row.method, row.path, call.params ?? null, key]
  return {
    id: sha256(canonicalJson(scope)),
    workspaceId: principal.workspaceId,
    attempt: newId(at),
    status: row.success.status,
    fingerprint: row.upload ? null : sha256(canonicalJson([call.query ?? null, body ?? null])),
  }
}

/** The fingerprint of a form that asks for what was made before: it is read to its end, and kept nowhere. */
async function fingerprintForm(call: AnyCall): Promise<Buffer> {
  const form = new FormFingerprint()
  const fields = await call.readUpload(form.hashing(async () => {}))
  return form.digest(call.query, fields)
}

/** Takes the fingerprint of the form on its way to the handler. */
function fingerprintOnTheWay(call: AnyCall, claim: IdempotencyClaim): void {
  const read = call.readUpload
  call.readUpload = async (receive) => {
    const form = new FormFingerprint()
    const fields = await read(form.hashing(receive))
    claim.fingerprint = form.digest(call.query, fields)
    return fields
  }
}

const mismatch = () => new Problem('idempotency_mismatch')

async function replay(earlier: store.KeyedRequest, claim: IdempotencyClaim, call: AnyCall): Promise<Replay> {
  if (earlier.status === null) {
    const differs = claim.fingerprint && earlier.fingerprint && !earlier.fingerprint.equals(claim.fingerprint)
    throw differs ? mismatch() : new Problem('idempotency_in_progress')
  }
  const fingerprint = claim.fingerprint ?? (await fingerprintForm(call))
  if (!earlier.fingerprint?.equals(fingerprint)) throw mismatch()
  return new Replay(earlier.status, earlier.body)
}

/**
 * Carries out a request with an `Idempotency-Key` once and gives its answer again for 24 hours (contract.md,
 * "Writes"). Only success is remembered: after an answer of 4xx or 5xx the key is free, so that what was wrong can be
 * mended and sent again. Headers of an answer are not kept.
 *
 * A process that is killed leaves a claim without an answer; after a minute somebody else may take it over. Killed
 * between the commit of what it made and the storing of the answer, it would then be made twice. Services close that
 * window by storing the answer in the same transaction, with `rememberAnswer(tx, actor.claim, answer)`. For those
 * that do not, it is stored here, right after them, and the window is as long as one statement.
 */
export class Idempotency {
  readonly #db: Db
  readonly #clock: Clock
  readonly #log: Log
  #nextSweepMs = 0

  constructor(db: Db, clock: Clock, log: Log) {
    this.#db = db
    this.#clock = clock
    this.#log = log
  }

  /** To be called before the first request: an embedded database was used by nobody else, so its claims are dead. */
  async start(): Promise<void> {
    if (this.#db.kind === 'pglite') await store.releaseAllClaims(this.#db)
  }

  /** What the row's handler answers, or the `Replay` of what it answered before. */
  async answer(key: string, row: RouteRow, call: AnyCall, body: unknown): Promise<unknown> {
    const claim = claimFor(key, row, call, body, this.#clock.now())
    const earlier = await this.#take(claim)
    if (earlier !== undefined) return replay(earlier, claim, call)
    await this.#sweep()
    return this.#carryOut(claim, row, call)
  }

  /** Undefined when the claim is ours, else the request that has it. */
  async #take(claim: IdempotencyClaim): Promise<store.KeyedRequest | undefined> {
    for (let tries = 0; tries < mostTries; tries++) {
      if (await store.takeClaim(this.#db, claim, this.#clock.now())) return undefined
      const earlier = await store.findKeyed(this.#db, claim.id)
      if (earlier !== undefined) return earlier
    }
    throw new Problem('idempotency_in_progress')
  }

  async #carryOut(claim: IdempotencyClaim, row: RouteRow, call: AnyCall): Promise<unknown> {
    call.claim = claim
    if (row.upload) fingerprintOnTheWay(call, claim)
    const renew = () => this.#quietly(store.renewClaim(this.#db, claim, this.#clock.now()))
    const release = () => this.#quietly(store.releaseClaim(this.#db, claim))
    const renewal = setInterval(() => void renew(), renewEveryMs).unref()
    let result: unknown
    try {
      result = await row.handler(call)
    } catch (error) {
      await release()
      throw error
    } finally {
      clearInterval(renewal)
    }
    const body = result instanceof Answer ? result.body : result
    if (body instanceof Readable) await release()
    else await this.#quietly(store.storeAnswer(this.#db, claim, statusOf(row, result), body))
    return result
  }

  /** What fails here must not change the answer: it is true all the same, and the claim ends by itself. */
  async #quietly(change: Promise<unknown>): Promise<void> {
    await change.catch((err: unknown) => this.#log.warn({ err }, 'an idempotency key could not be updated'))
  }

  /** Now and then, who comes by clears away what is over. */
  async #sweep(): Promise<void> {
    const now = this.#clock.now()
    if (now.getTime() < this.#nextSweepMs) return
    const deleted = store.deleteExpired(this.#db, now).then((more) => {
      if (!more) this.#nextSweepMs = now.getTime() + sweepEveryMs
    })
    await this.#quietly(deleted)
  }
}
