/**
 * Where the first complaint of a form can be mended: the marked field, or in a marked group what is chosen there,
 * else its first field. Null where nothing is marked.
 */
export function firstMarked(within: ParentNode): HTMLElement | null {
  const marked = within.querySelector<HTMLElement>('[aria-invalid="true"]:not([type="hidden"])')
  if (!(marked instanceof HTMLFieldSetElement)) return marked
  return (
    marked.querySelector<HTMLElement>('[aria-invalid="true"]') ??
    marked.querySelector<HTMLElement>('input:checked') ??
    marked.querySelector<HTMLElement>('input, select, textarea, button')
  )
}
