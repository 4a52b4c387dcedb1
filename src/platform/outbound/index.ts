export {
  type AddressPolicy,
  createAddressPolicy,
} from './addresses.ts'
export { MAX_KEPT_BYTES, MAX_READ_BYTES } from './answer.ts'
export { addressIn, type Cidr, parseCidrs } from './cidr.ts'
export {
  describeFailure,
  failureCatalogue,
  statusFailureCode,
} from './describe-failure.ts'
export type {
  Exchange,
  OutboundErrorCode,
  OutboundRequest,
} from './exchange.ts'
export { createOutbound, type Outbound, type OutboundOptions } from './sender.ts'
export { checkTarget } from './target.ts'
export type { TargetRefusal } from './target-url.ts'
