/** What of the theme charts draw with. */
export const chartColours = ['good', 'bad', 'warn', 'accent', 'edge', 'soft', 'line'] as const
export type ChartColour = (typeof chartColours)[number]

const probeOf: Readonly<Record<ChartColour, string>> = {
  good: 'text-good',
  bad: 'text-bad',
  warn: 'text-warn',
  accent: 'text-accent',
  edge: 'text-edge',
  soft: 'text-soft',
  line: 'text-line',
}

/** The colours as a canvas takes them: a variable with two themes in it is none, so an element is asked for its own. */
export function readColours(beside: HTMLElement): Record<ChartColour, string> {
  const probe = document.createElement('span')
  beside.append(probe)
  const found = Object.fromEntries(
    chartColours.map((name) => {
      probe.className = probeOf[name]
      return [name, getComputedStyle(probe).color]
    }),
  ) as Record<ChartColour, string>
  probe.remove()
  return found
}

/** Calls `changed` when the page takes another theme. Returns how to stop. */
export function watchTheme(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(changed)
  system.addEventListener('change', changed)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    system.removeEventListener('change', changed)
    chosen.disconnect()
  }
}
