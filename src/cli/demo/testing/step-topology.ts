import { refsIn, type StepEntity, type StepFile, type StepValue } from './step-file.ts'

export interface ShellTopology {
  vertices: number
  edges: number
  faces: number
  loops: number
  /** Holes through the body, from V − E + F − (L − F) = 2 (1 − genus); a whole number when sound. */
  genus: number
  /** Edges that two faces do not run along in opposite directions, exactly once each. */
  loose: number[]
}

/** The structure of every closed shell in the file, from its boundary representation alone. */
export function shellsOf(file: StepFile): ShellTopology[] {
  const shells = [...file.data.values()].flat().filter(({ keyword }) => keyword === 'CLOSED_SHELL')
  return shells.map((shell) => shellTopology(file, shell))
}

function shellTopology(file: StepFile, shell: StepEntity): ShellTopology {
  const faces = refsIn(shell.parameters[1] as StepValue).map((ref) => entityAt(file, ref))
  const bounds = faces
    .flatMap((face) => refsIn(face.parameters[1] as StepValue))
    .map((ref) => entityAt(file, ref))
  const senses = new Map<number, boolean[]>()
  const vertices = new Set<number>()
  for (const { parameters } of bounds) {
    const loop = entityAt(file, refOf(parameters[1]))
    if (loop.keyword === 'VERTEX_LOOP') vertices.add(refOf(loop.parameters[1]))
    else walk(file, loop, parameters[2] === '.T.', senses, vertices)
  }
  const euler = vertices.size - senses.size + faces.length - (bounds.length - faces.length)
  return {
    vertices: vertices.size,
    edges: senses.size,
    faces: faces.length,
    loops: bounds.length,
    genus: 1 - euler / 2,
    loose: [...senses].filter(([, used]) => used.length !== 2 || used[0] === used[1]).map(([ref]) => ref),
  }
}

/** Notes each edge of the loop with its direction, and checks that the loop joins up. */
function walk(
  file: StepFile,
  loop: StepEntity,
  forward: boolean,
  senses: Map<number, boolean[]>,
  vertices: Set<number>,
): void {
  const steps = refsIn(loop.parameters[1] as StepValue).map((ref) => {
    const [, , , edgeRef, sense] = entityAt(file, ref).parameters
    const edge = entityAt(file, refOf(edgeRef))
    const ends = [refOf(edge.parameters[1]), refOf(edge.parameters[2])] as const
    senses.set(refOf(edgeRef), [...(senses.get(refOf(edgeRef)) ?? []), (sense === '.T.') === forward])
    for (const vertex of ends) vertices.add(vertex)
    return sense === '.T.' ? { from: ends[0], to: ends[1] } : { from: ends[1], to: ends[0] }
  })
  steps.forEach(({ from }, index) => {
    if (steps.at(index - 1)?.to !== from) throw new Error(`a loop is torn at vertex #${from}`)
  })
}

function entityAt(file: StepFile, ref: number): StepEntity {
  const [entity] = file.data.get(ref) ?? []
  if (!entity) throw new Error(`#${ref} is nowhere`)
  return entity
}

function refOf(value: StepValue | undefined): number {
  if (typeof value === 'object' && 'ref' in value) return value.ref
  throw new Error(`expected a reference, found ${JSON.stringify(value)}`)
}
