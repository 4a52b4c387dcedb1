import { plans } from '../domain/access/plans.ts'
import type { Command } from './command.ts'

const serving: Readonly<Record<string, Command>> = {
  serve: {
    takes: '',
    summary: 'serve the API and the pages',
    load: async () => (await import('./serve.ts')).runServe,
  },
  migrate: {
    takes: '',
    summary: 'bring the database to this version and end',
    load: async () => (await import('./serve.ts')).runMigrate,
  },
  demo: {
    takes: '[--once] [--big]',
    summary:
      'show the main job on a database of its own; with --once end with 0 when every delivery was verified; with --big after a year of history',
    load: async () => (await import('./demo/index.ts')).runDemo,
  },
}

/** What moves a whole deployment. */
const moving: Readonly<Record<string, Command>> = {
  backup: {
    takes: '<file.tar.gz | folder> [--without-key]',
    summary: 'write database, files and master key as they are now; the server may run',
    load: async () => (await import('./backup.ts')).runBackup,
  },
  restore: {
    takes: '<file.tar.gz | folder> [--keep-files] [--event-id-gap N]',
    summary:
      'put a backup into an empty database and file storage; --event-id-gap leaves out ids that were given after it was made',
    load: async () => (await import('./backup.ts')).runRestore,
  },
  'copy-to-postgres': {
    takes: '<DATABASE_URL | ->',
    summary:
      'copy the embedded database to an empty one on a server, compared table by table; server stopped',
    load: async () => (await import('./backup.ts')).runCopy,
  },
}

/** What only the operator may do. */
const admin: Readonly<Record<string, Command>> = {
  'admin create-workspace': {
    takes: '--name N --owner-email E --owner-name N [--plan P] [--password-stdin]',
    summary: 'make a workspace with its owner; without --password-stdin a password is made up and shown',
    load: async () => (await import('./admin.ts')).runCreateWorkspace,
  },
  'admin set-plan': {
    takes: `<workspace slug> <${plans.join('|')}>`,
    summary: 'change a plan, with what that suspends or resumes',
    load: async () => (await import('./admin.ts')).runSetPlan,
  },
  'admin rotate-master-key': {
    takes: '',
    summary:
      'encrypt all secrets with a new key (with DATABASE_URL: to FABWIRE_NEW_MASTER_KEY; stop all nodes first)',
    load: async () => (await import('./admin.ts')).runRotateMasterKey,
  },
  'admin outbox': {
    takes: '',
    summary: 'show the mails that wait, with the links in them; also while the server runs',
    load: async () => (await import('./admin-outbox.ts')).runOutbox,
  },
  'admin reset-password': {
    takes: '<address> [--password-stdin] [--without-second-factor]',
    summary:
      'give an account a new password; without --password-stdin one is made up and shown; --without-second-factor also turns off the asking for a code',
    load: async () => (await import('./admin.ts')).runResetPassword,
  },
}

/** Every command by its name. */
export const commands: Readonly<Record<string, Command>> = { ...serving, ...moving, ...admin }

/** How to call these commands; without a name, all of them. */
export function usage(...names: readonly string[]): string {
  const shown = Object.entries(commands).filter(([name]) => names.length === 0 || names.includes(name))
  const lines = shown.map(
    ([name, { takes, summary }]) => `\n  ${`${name} ${takes}`.trim()}\n      ${summary}`,
  )
  const hint =
    names.length === 0 ? '\nusage of one: fabwire <command> --help; the version: fabwire --version' : ''
  return ['usage: fabwire <command>', ...lines, hint].join('\n').trimEnd()
}
