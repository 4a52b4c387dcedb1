/** The event catalogue: what each type says, who gets it, its schema, and the exact text that is signed. */
export {
  customerOnly,
  type EventData,
  type EventDataOf,
  type EventType,
  eventCatalogue,
  eventFamily,
  eventTypes,
  isEventType,
  publishable,
  publishableTypes,
} from './catalogue.ts'
export { checkEventData, eventDataInput } from './check.ts'
export {
  envelopeBody,
  envelopeSchema,
  envelopeTail,
  eventEnvelope,
  exampleEnvelope,
} from './envelope.ts'
export {
  maxDataBytes,
  maxDataDepth,
} from './members.ts'
