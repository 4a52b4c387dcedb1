export { computeGeometry, type GeometryOutcome } from './compute.ts'
