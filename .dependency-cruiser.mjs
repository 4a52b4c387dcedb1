/**
 * The law of the house: which room may know which. Every rule says why it stands and how to mend a breach.
 * TypeScript 7 has no parser API for this tool, so swc reads the files. It always sees them as written, `import type`
 * included; `tsPreCompilationDeps` would ask for that of the TypeScript parser only, and warn that it is missing.
 */

/** Each room may import what stands left of it, and itself. */
const rooms = ['domain', 'contract', 'platform', 'db', 'engine', 'features', 'http', 'main', 'cli']

const cures = {
  domain: 'Hand in what it needs (time, randomness, values read elsewhere) as an argument.',
  contract: 'Move the shape down into contract/, or the logic up to who uses the shape.',
  platform: 'Give the helper a parameter or an interface; the caller above passes what it knows.',
  db: 'Hand SQL or rows in; what a row means belongs to the store that owns the table.',
  engine: 'Let the engine call what it was given when it was made (see its ports), wired in main/.',
  features: 'Take what HTTP knows through the call of the route row (contract/route.ts).',
  http: 'Let main/ hand it in when it builds the app.',
  main: 'Move the shared part to the room that it is about, and import it from both.',
}

/** Tests, and what only tests use, may know the harness and development packages; the arrows bind them all the same. */
const test = '(\\.test\\.ts|/testing/[^/]+\\.ts|/test-[^/]+\\.ts)$'

const arrows = rooms.slice(0, -1).map((room, index) => ({
  name: `${room}-looks-left`,
  comment: `Why: ${room}/ may know only ${rooms.slice(0, index + 1).join(', ')}; whatever stands right of it can then change without it. Cure: ${cures[room]}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${rooms.slice(index + 1).join('|')})/` },
}))

const forbidden = [
  ...arrows,
  {
    name: 'domain-is-pure',
    comment:
      'Why: domain/ also runs in the browser and decides without clock, disk or network. Cure: pass the value in; keep the library call in the room that owns the effect.',
    severity: 'error',
    from: { path: '^src/domain/', pathNot: test },
    to: {
      dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
    },
  },
  {
    name: 'contract-runs-in-the-browser',
    comment:
      'Why: the dashboard and the typed client import contract/, so it may name types of Node but not load its modules. Cure: `import type`, or move the code to platform/ or http/.',
    severity: 'error',
    from: { path: '^src/contract/', pathNot: test },
    to: { dependencyTypes: ['core'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'features-meet-at-the-door',
    comment:
      "Why: a feature's inside may change without anybody else reading along. Cure: import its index.ts; export there what others need.",
    severity: 'error',
    from: { path: '^src/features/([^/]+)/' },
    to: { path: '^src/features/[^/]+/', pathNot: ['^src/features/$1/', '^src/features/[^/]+/index\\.ts$'] },
  },
  {
    name: 'features-are-entered-at-the-door',
    comment:
      "Why: index.ts is a feature's only door for http/, main/, cli/ too. Cure: export what is needed from its index.ts.",
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/features/' },
    to: { path: '^src/features/[^/]+/', pathNot: '^src/features/[^/]+/index\\.ts$' },
  },
  {
    name: 'stores-stay-home',
    comment:
      'Why: only the owner of a table knows its SQL, so a change of the table is a change of one folder. Cure: call the service through index.ts.',
    severity: 'error',
    from: { path: '^(?:src|web|sdk)/((?:features/)?[^/]+)/' },
    to: { path: '^src/(features|engine)/.*store\\.ts$', pathNot: '^src/$1/' },
  },
  {
    name: 'drivers-stay-in-db',
    comment:
      'Why: everything else speaks to the ports of db/port.ts, so both databases stay interchangeable. Cure: take a Db or Tx; write queries with db/query.ts.',
    severity: 'error',
    from: { path: '^(src|web|sdk)/', pathNot: '^src/db/' },
    to: { path: '^node_modules/(pg|@electric-sql/pglite)/' },
  },
  {
    name: 'process-stays-in-main',
    comment:
      'Why: signals, exit codes and the environment belong to who starts the program; elsewhere they hide inputs. Cure: take the value as an argument, from platform/config by way of main/.',
    severity: 'error',
    from: { path: '^src/', pathNot: ['^src/(main|cli)/', '^src/platform/config', test] },
    to: { path: '^(node:)?process$' },
  },
  {
    name: 'web-knows-contract-and-domain',
    comment:
      'Why: the dashboard is one more client of the API. Cure: ask the API, or move what is true without a server to domain/.',
    severity: 'error',
    from: { path: '^web/' },
    to: { path: '^(src|sdk|tools|bench)/', pathNot: '^src/(contract|domain)/' },
  },
  {
    name: 'sdk-stands-alone',
    comment:
      'Why: it is published by itself, without dependencies. Cure: write it there; the tests compare both sides.',
    severity: 'error',
    from: { path: '^sdk/', pathNot: test },
    to: { pathNot: '^sdk/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'cli-alone-talks-through-sdk',
    comment: 'Why: cli → sdk is the one arrow into sdk/. Cure: use the service or the contract itself.',
    severity: 'error',
    from: { path: '^(src|web)/', pathNot: '^src/cli/' },
    to: { path: '^sdk/' },
  },
  {
    name: 'nobody-knows-tests',
    comment:
      'Why: what is shipped must not need the harness, the tools or the benches. Cure: move the shared part into the room that it is about.',
    severity: 'error',
    from: { path: '^(src|web|sdk)/', pathNot: test },
    to: { path: ['^(test|tools|bench)/', test] },
  },
  {
    name: 'no-circles',
    comment:
      'Why: of two files that need each other neither can be read, tested or moved alone. Cure: move what both need into a third.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'runs-without-dev',
    comment:
      'Why: `npm ci --omit=dev` must start the server. Cure: list the package under dependencies, or use it in tests only.',
    severity: 'error',
    from: { path: '^src/', pathNot: test },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
  },
  {
    name: 'resolves',
    comment:
      'Why: Node runs the files as they are. Cure: a relative path with its .ts extension, or `npm install` it.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
]

export default {
  forbidden,
  options: {
    parser: 'swc',
    doNotFollow: { path: '(^|/)node_modules/' },
    // The tools of `npm run web:lighthouse` have their own.
    exclude: { path: '^tools/[^/]+/node_modules/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
