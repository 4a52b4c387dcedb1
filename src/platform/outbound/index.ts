export {
  type AddressPolicy,
  createAddressPolicy,
} from './addresses.ts'
export { addressIn, type Cidr, parseCidrs } from './cidr.ts'
export { describeFailure } from './describe-failure.ts'
export type {
  Exchange,
  OutboundErrorCode,
  OutboundRequest,
} from './exchange.ts'
export { createOutbound, type Outbound, type OutboundOptions } from './sender.ts'
export { checkTarget } from './target.ts'
export type { TargetRefusal } from './target-url.ts'
