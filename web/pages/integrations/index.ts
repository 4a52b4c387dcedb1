export { HubPage } from './hub.tsx'
export { KeyPage } from './key.tsx'
export { KeysPage } from './keys.tsx'
