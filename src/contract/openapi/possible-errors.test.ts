import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Access } from '../../domain/access/authorize.ts'
import { pathId } from '../common.ts'
import { errorCodes } from '../errors.ts'
import type { RouteRow } from '../route.ts'
import { possibleErrors } from './possible-errors.ts'
import { gated, keyOnly, own, row } from './testing/sample-rows.ts'

describe('the problems of a row', () => {
  const codesOf = (over: Partial<RouteRow>) => possibleErrors(row(over))
  const always = ['credential_in_url', 'rate_limited', 'internal', 'unavailable']

  it('always: limits, ourselves, and a token in the URL', () => {
    expect(codesOf({ access: { kind: 'open' } })).toEqual([
      'ambiguous_credentials',
      'credential_in_url',
      'rate_limited',
      'internal',
      'unavailable',
    ])
    expect(codesOf({ access: { kind: 'operator' } })).toEqual(
      errorCodes.filter((code) => [...always, 'unauthenticated', 'invalid_token'].includes(code)),
    )
  })

  it('by access: as the rules of access refuse', () => {
    const refusals = [
      'insufficient_scope',
      'user_required',
      'role_required',
      'membership_required',
      'plan_required',
    ]
    const of = (access: Access) => codesOf({ access }).filter((code) => refusals.includes(code))
    expect(of({ kind: 'any' })).toEqual(['plan_required'])
    expect(of({ kind: 'granted', users: 'any' })).toEqual([
      'insufficient_scope',
      'user_required',
      'plan_required',
    ])
    expect(of(own)).toEqual(['insufficient_scope', 'membership_required', 'plan_required'])
    expect(of(gated)).toEqual(['insufficient_scope', 'role_required', 'membership_required', 'plan_required'])
    expect(of(keyOnly)).toEqual(['insufficient_scope', 'role_required', 'plan_required'])
  })

  it('by input: parameters, query, body, method', () => {
    expect(codesOf({ path: '/things/{id}', params: pathId })).toContain('not_found')
    expect(codesOf({})).not.toContain('not_found')
    expect(codesOf({ query: z.object({}) })).toContain('validation_failed')
    expect(codesOf({})).not.toContain('validation_failed')
    expect(codesOf({ method: 'POST', body: z.object({}) })).toEqual(
      expect.arrayContaining([
        'malformed_request',
        'validation_failed',
        'credential_in_body',
        'csrf_refused',
        'payload_too_large',
        'unsupported_media_type',
      ]),
    )
  })

  it('what the row adds, once each, in the order of the catalogue', () => {
    const codes = codesOf({ errors: ['webhook_disabled', 'internal', 'blocked_target'] })
    expect(codes).toEqual(errorCodes.filter((code) => codes.includes(code)))
    expect(codes).toEqual(expect.arrayContaining(['webhook_disabled', 'blocked_target']))
  })
})
