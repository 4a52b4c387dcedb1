import { Problem } from '../../contract/errors.ts'
import { type AddressPolicy, checkTarget, type TargetRefusal } from '../../platform/outbound/index.ts'

/** What is wrong with the text itself; every other refusal is about where it leads. */
const malformed: readonly TargetRefusal[] = ['not_a_url', 'too_long', 'control_characters', 'bad_host']

/**
 * The URL as it is kept, or the 400 that says why it may not be called. Its host is looked up now and again at
 * every attempt; a name that has no address yet is fine.
 */
export async function acceptUrl(url: string, policy: AddressPolicy): Promise<string> {
  const verdict = await checkTarget(url, policy)
  if (!verdict.ok)
    throw new Problem(malformed.includes(verdict.code) ? 'validation_failed' : 'blocked_target', {
      detail: verdict.message,
      errors: [{ path: 'url', message: verdict.message }],
      members: { reason: verdict.code },
    })
  // Whoever wrote no path finds what they wrote; any other spelling becomes the one that is called.
  return verdict.url === `${url}/` ? url : verdict.url
}
