export { PlaygroundPage } from './playground.tsx'
export { TokensPage } from './tokens.tsx'
