import type { EventTypeAnswer } from '../../contract/event-routes.ts'
import {
  customerOnly,
  type EventType,
  envelopeSchema,
  eventCatalogue,
  eventFamily,
  eventTypes,
  exampleEnvelope,
  publishable,
} from '../../contract/events/index.ts'

const describe = (type: EventType): EventTypeAnswer => ({
  name: type,
  family: eventFamily(type),
  description: eventCatalogue[type].description,
  customer_only: customerOnly(type),
  publishable: publishable(type),
  schema: envelopeSchema(type),
  example: exampleEnvelope(type),
})

/** The event catalogue as the API shows it. */
export const listEventTypes = () => ({ data: eventTypes.map(describe), next_cursor: null })
