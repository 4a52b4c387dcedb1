/** One built file, as Vite's manifest has it. */
export interface Chunk {
  file: string
  isEntry?: boolean
  /** Loaded with it. */
  imports?: string[]
  /** Loaded when it asks. */
  dynamicImports?: string[]
}

/** Built files by the source that each begins with. */
export type Manifest = Readonly<Record<string, Chunk>>

interface Reach {
  /** With what is loaded when asked. */
  later: boolean
  /** Not these, nor what only they lead to. */
  but?: ReadonlySet<string>
}

/** All files that these bring with them, themselves included. */
export function reach(manifest: Manifest, from: readonly string[], { later, but }: Reach): Set<string> {
  const found = new Set<string>()
  const open = [...from]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (found.has(key) || but?.has(key)) continue
    found.add(key)
    const { imports = [], dynamicImports = [] } = manifest[key] ?? {}
    open.push(...imports, ...(later ? dynamicImports : []))
  }
  return found
}

/** Files that bring themselves along by way of others: which of them runs first is chance, and may be wrong. */
export const circular = (manifest: Manifest): string[] =>
  Object.entries(manifest)
    .filter(([key, { imports = [] }]) => reach(manifest, imports, { later: false }).has(key))
    .map(([, { file }]) => file)
