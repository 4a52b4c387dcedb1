import { describe, expect, test } from 'vitest'
import { refuseCrossSite } from './csrf.ts'

const own = ['https://fab.example.com', 'https://api.fab.example.com']

const refused = (method: string, headers: Record<string, string>): boolean => {
  try {
    refuseCrossSite(method, headers, own)
    return false
  } catch (error) {
    expect(error).toMatchObject({ code: 'csrf_refused' })
    return true
  }
}

const home = 'https://fab.example.com'

describe('an unsafe request', () => {
  test.each([
    ['from this site', { origin: home }],
    ['from the API’s host', { origin: 'https://api.fab.example.com' }],
    ['of a browser, from this site', { origin: home, 'sec-fetch-site': 'same-origin' }],
    ['without an origin, same-origin by its browser', { 'sec-fetch-site': 'same-origin' }],
  ])('passes: %s', (_, headers: Record<string, string>) => {
    expect(refused('POST', headers)).toBe(false)
  })

  test.each([
    ['neither says anything', {}],
    ['another site', { origin: 'https://evil.example' }],
    ['null, as from a sandboxed frame', { origin: 'null' }],
    ['an empty origin', { origin: '' }],
    ['a sibling subdomain', { origin: 'https://blog.fab.example.com' }],
    ['the domain above', { origin: 'https://example.com' }],
    ['another scheme', { origin: 'http://fab.example.com' }],
    ['another port', { origin: 'https://fab.example.com:8443' }],
    ['a name that begins alike', { origin: 'https://fab.example.com.evil.example' }],
    ['a name that ends alike', { origin: 'https://notfab.example.com' }],
    ['a slash behind it', { origin: `${home}/` }],
    ['two in one', { origin: `${home}, https://evil.example` }],
    ['another case', { origin: 'https://FAB.example.com' }],
    ['cross-site by its browser', { 'sec-fetch-site': 'cross-site' }],
    ['same-site by its browser', { 'sec-fetch-site': 'same-site' }],
    ['none by its browser', { 'sec-fetch-site': 'none' }],
    ['a browser that contradicts its origin', { origin: home, 'sec-fetch-site': 'cross-site' }],
    [
      'an origin that contradicts its browser',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
    ['a referer alone', { referer: `${home}/settings` }],
  ])('403: %s', (_, headers: Record<string, string>) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(refused(method, headers)).toBe(true)
  })
})

test.each(['GET', 'HEAD', 'OPTIONS'])('%s changes nothing and passes from anywhere', (method) => {
  expect(refused(method, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).toBe(false)
})
