/** Made when it is first asked for: a formatter of `Intl` costs a phone tens of ms, which a page can pay later. */
export function onFirstUse<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
