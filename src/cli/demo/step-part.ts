import { type PlateSize, plateShell } from './step-plate.ts'
import { list, type Ref, StepWriter, text, X, Z } from './step-writer.ts'

export interface StepPartOptions extends PlateSize {
  /** Name of the product; any text. */
  name: string
  now: Date
}

/**
 * A STEP file (ISO 10303-21, application protocol 214, millimetres) of a mounting plate: a box from
 * the origin to (width, depth, height) with a round hole through its middle, as one solid with
 * exact surfaces. Its volume is w·d·h − π·(diameter/2)²·h.
 *
 * @throws {RangeError} when a length is not positive or the hole does not leave a plate around it
 */
export function makeStepPart(options: StepPartOptions): string {
  check(options)
  const writer = new StepWriter()
  const context = units(writer)
  const solid = writer.add('MANIFOLD_SOLID_BREP', text(options.name), plateShell(writer, options))
  const origin = writer.placement([0, 0, 0], Z, X)
  const shape = writer.add('ADVANCED_BREP_SHAPE_REPRESENTATION', "''", list([origin, solid]), context)
  writer.add('SHAPE_DEFINITION_REPRESENTATION', product(writer, options.name), shape)
  return `${[
    'ISO-10303-21;',
    ...header(options),
    'DATA;',
    writer.toString(),
    'ENDSEC;',
    'END-ISO-10303-21;',
  ].join('\n')}\n`
}

function check({ widthMm, depthMm, heightMm, holeDiameterMm }: StepPartOptions): void {
  const positive = [widthMm, depthMm, heightMm, holeDiameterMm].every((mm) => mm > 0 && Number.isFinite(mm))
  if (!positive) throw new RangeError('every length of a part must be more than 0 mm')
  if (holeDiameterMm >= Math.min(widthMm, depthMm))
    throw new RangeError('the hole must be narrower than the plate')
}

function header({ name, now }: StepPartOptions): string[] {
  const timestamp = now.toISOString().slice(0, 19)
  return [
    'HEADER;',
    "FILE_DESCRIPTION(('mounting plate'),'2;1');",
    `FILE_NAME(${text(`${name}.step`)},'${timestamp}',(''),(''),'Fabwire','Fabwire','');`,
    "FILE_SCHEMA(('AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }'));",
    'ENDSEC;',
  ]
}

/** Lengths in millimetres, angles in radians; points closer than 1e-5 mm are one. */
function units(writer: StepWriter): Ref {
  const length = writer.addComplex('LENGTH_UNIT()', 'NAMED_UNIT(*)', 'SI_UNIT(.MILLI.,.METRE.)')
  const angle = writer.addComplex('NAMED_UNIT(*)', 'PLANE_ANGLE_UNIT()', 'SI_UNIT($,.RADIAN.)')
  const solidAngle = writer.addComplex('NAMED_UNIT(*)', 'SI_UNIT($,.STERADIAN.)', 'SOLID_ANGLE_UNIT()')
  const uncertainty = writer.add(
    'UNCERTAINTY_MEASURE_WITH_UNIT',
    'LENGTH_MEASURE(1.E-5)',
    length,
    "'distance_accuracy_value'",
    "'largest gap between neighbours'",
  )
  return writer.addComplex(
    'GEOMETRIC_REPRESENTATION_CONTEXT(3)',
    `GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT((${uncertainty}))`,
    `GLOBAL_UNIT_ASSIGNED_CONTEXT((${length},${angle},${solidAngle}))`,
    "REPRESENTATION_CONTEXT('part','3D')",
  )
}

/** The product with its one definition; returns the definition's shape, to be given a body. */
function product(writer: StepWriter, name: string): Ref {
  // The application's name is prescribed by the protocol.
  const application = writer.add(
    'APPLICATION_CONTEXT',
    "'core data for automotive mechanical design processes'",
  )
  writer.add(
    'APPLICATION_PROTOCOL_DEFINITION',
    "'international standard'",
    "'automotive_design'",
    '2000',
    application,
  )
  const productContext = writer.add('PRODUCT_CONTEXT', "''", application, "'mechanical'")
  const part = writer.add('PRODUCT', text(name), text(name), "''", list([productContext]))
  writer.add('PRODUCT_RELATED_PRODUCT_CATEGORY', "'part'", '$', list([part]))
  const formation = writer.add('PRODUCT_DEFINITION_FORMATION', "''", "''", part)
  const context = writer.add('PRODUCT_DEFINITION_CONTEXT', "'part definition'", application, "'design'")
  const definition = writer.add('PRODUCT_DEFINITION', "'design'", "''", formation, context)
  return writer.add('PRODUCT_DEFINITION_SHAPE', "''", "''", definition)
}
