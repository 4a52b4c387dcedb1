import { Geometry, Mesh, type OGLRenderingContext, Program, Transform } from 'ogl'
import { apart, boxLines, sidesOf } from './box-and-lines.ts'
import type { PartColours } from './colours.ts'
import { cutOf, type Look } from './look.ts'
import { toRgb } from './rgb.ts'
import { flatFragment, flatVertex, lineFragment, lineVertex, roundFragment, roundVertex } from './shaders.ts'
import type { Shape } from './shape.ts'

/** What a shader is told; its value may change from one picture to the next. */
interface Uniform {
  value: number[]
}

interface Paint {
  colour: Uniform
  cut: Uniform
}

const black = (): Uniform => ({ value: [0, 0, 0] })

function facesOf(gl: OGLRenderingContext, shape: Shape, paint: Paint): Mesh {
  const { positions, indices, normals } = shape
  const [attributes, vertex, fragment] =
    normals === null
      ? [{ position: { size: 3, data: positions }, index: { data: indices } }, flatVertex, flatFragment]
      : [
          { position: { size: 3, data: apart(shape) }, normal: { size: 3, data: normals } },
          roundVertex,
          roundFragment,
        ]
  // Both sides are drawn: a part may be cut open.
  const program = new Program(gl, { vertex, fragment, uniforms: { ...paint }, cullFace: false })
  return new Mesh(gl, { geometry: new Geometry(gl, attributes), program })
}

function linesOf(gl: OGLRenderingContext, positions: Float32Array, ends: Uint32Array, paint: Paint): Mesh {
  const geometry = new Geometry(gl, { position: { size: 3, data: positions }, index: { data: ends } })
  const program = new Program(gl, { vertex: lineVertex, fragment: lineFragment, uniforms: { ...paint } })
  return new Mesh(gl, { geometry, program, mode: gl.LINES })
}

/** A part with its edges and the box around it, ready to be drawn. Its context takes all of it along when it is lost. */
export class Model {
  readonly scene = new Transform()
  readonly #gl: OGLRenderingContext
  readonly #shape: Shape
  readonly #part = black()
  readonly #line = black()
  readonly #wire = black()
  readonly #frameColour = black()
  readonly #cut: Uniform
  readonly #faces: Mesh
  readonly #edges: Mesh | null
  readonly #frame: Mesh
  /** Made when somebody asks for it: it is larger than all the rest. */
  #wires: Mesh | null = null

  constructor(gl: OGLRenderingContext, shape: Shape) {
    const { positions, edges, bounds } = shape
    this.#gl = gl
    this.#shape = shape
    const whole = cutOf(null, bounds)
    this.#cut = { value: whole }
    this.#faces = this.#add(facesOf(gl, shape, { colour: this.#part, cut: this.#cut }))
    this.#edges = edges && this.#add(linesOf(gl, positions, edges, { colour: this.#line, cut: this.#cut }))
    const box = boxLines(bounds)
    const uncut = { colour: this.#frameColour, cut: { value: whole } }
    this.#frame = this.#add(linesOf(gl, box.positions, box.indices, uncut))
    // Edges lie on the faces, which are therefore pushed back a little.
    gl.enable(gl.POLYGON_OFFSET_FILL)
    gl.polygonOffset(1, 2)
  }

  #add(mesh: Mesh): Mesh {
    mesh.setParent(this.scene)
    return mesh
  }

  paint({ part, line, wire, frame }: PartColours): void {
    this.#part.value = toRgb(part)
    this.#line.value = toRgb(line)
    this.#wire.value = toRgb(wire)
    this.#frameColour.value = toRgb(frame)
  }

  show({ edges, wireframe, box, section }: Look): void {
    this.#cut.value = cutOf(section, this.#shape.bounds)
    this.#frame.visible = box
    this.#faces.visible = !wireframe
    if (this.#edges) this.#edges.visible = edges && !wireframe
    if (wireframe) this.#wires ??= this.#makeWires()
    if (this.#wires) this.#wires.visible = wireframe
  }

  #makeWires(): Mesh {
    const { positions, indices } = this.#shape
    const paint = { colour: this.#wire, cut: this.#cut }
    return this.#add(linesOf(this.#gl, positions, sidesOf(indices), paint))
  }
}
