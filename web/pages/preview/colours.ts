import { useEffect, useState } from 'react'

/** What the theme gives to a part: as the browser resolves them, `rgb(…)`. */
export interface PartColours {
  part: string
  line: string
  /** Of a wireframe, which has no faces behind it. */
  wire: string
  frame: string
}

/** `light-dark()` is resolved where a property uses it, so that an element must be asked. */
function resolved(variable: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${variable})`
  probe.hidden = true
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

export const readColours = (): PartColours => ({
  part: resolved('--color-part'),
  line: resolved('--color-part-line'),
  wire: resolved('--color-soft'),
  frame: resolved('--color-edge'),
})

/** The colours of the theme as it is now; they change with it. */
export function usePartColours(): PartColours {
  const [colours, setColours] = useState(readColours)
  useEffect(() => {
    const read = () => setColours(readColours())
    const observer = new MutationObserver(read)
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', read)
    return () => {
      observer.disconnect()
      system.removeEventListener('change', read)
    }
  }, [])
  return colours
}
