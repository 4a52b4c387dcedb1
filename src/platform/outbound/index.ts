export {
  type AddressKind,
  type AddressPolicy,
  type Audience,
  classifyAddress,
  createAddressPolicy,
  decideAddress,
} from './addresses.ts'
export { addressIn, type Cidr, parseCidrs } from './cidr.ts'
export {
  describeFailure,
  type FailureClass,
  type FailureContext,
  type FailureText,
} from './describe-failure.ts'
export type {
  Exchange,
  Failure,
  OutboundErrorCode,
  OutboundRequest,
  OutboundResponse,
  Timings,
} from './exchange.ts'
export { type Resolve, type ResolvedAddress, systemResolve } from './resolve.ts'
export { createOutbound, type Outbound, type OutboundOptions } from './sender.ts'
export { checkTarget, type TargetVerdict } from './target.ts'
export type { TargetRefusal } from './target-url.ts'
