/** Where a delivery can be. `held` is a pending one whose endpoint is disabled: derived, never stored. */
export const deliveryStatuses = ['pending', 'delivered', 'dead', 'held', 'discarded'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

/** What the database stores. */
export type StoredDeliveryStatus = Exclude<DeliveryStatus, 'held'>

export type EndpointStatus = 'enabled' | 'disabled'

/** Why an endpoint is disabled: its breaker, a 410, its owner, or the workspace's plan. */
export const disabledReasons = ['failures', 'gone', 'owner', 'plan'] as const
export type DisabledReason = (typeof disabledReasons)[number]

/**
 * The status that everyone sees. While an endpoint is disabled its pending deliveries, new and old, are held;
 * because this is derived, disabling and enabling one with a million waiting is one row's change and cannot
 * race with an event that is being accepted.
 */
export const shownStatus = (stored: StoredDeliveryStatus, endpoint: EndpointStatus): DeliveryStatus =>
  stored === 'pending' && endpoint === 'disabled' ? 'held' : stored
