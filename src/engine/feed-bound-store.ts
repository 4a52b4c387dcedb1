/** The feed's safe bound under the name that other features read it by. */
export { readBound as safeFeedBound } from './feed-store.ts'
