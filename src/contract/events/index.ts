/** The event catalogue: what each type says, who gets it, its schema, and the exact text that is signed. */
export {
  customerOnly,
  type EventData,
  type EventDataOf,
  type EventFamily,
  type EventType,
  eventCatalogue,
  eventFamily,
  eventTypes,
  isEventType,
  publishable,
  publishableTypes,
} from './catalogue.ts'
export { type CheckedData, checkEventData, eventDataInput } from './check.ts'
export {
  type EventEnvelope,
  envelopeBody,
  envelopeSchema,
  envelopeTail,
  eventEnvelope,
  exampleEnvelope,
  type NewEvent,
} from './envelope.ts'
export {
  maxDataBytes,
  maxDataDepth,
  maxMessageLength,
  maxProjectNoLength,
  maxTitleLength,
} from './members.ts'
