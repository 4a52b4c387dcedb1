import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect } from 'vitest'
import { type Sandbox, test } from './harness/sandbox.ts'

/** What docs/deploy says, tried as far as this machine can. */

const root = join(import.meta.dirname, '..', '..')
const deploy = join(root, 'docs', 'deploy')
const read = (name: string) => readFile(join(deploy, name), 'utf8')

/** docs/deploy/README.md, "Memory". */
const youngGeneration = '--max-semi-space-size=32'

const has = (program: string): boolean =>
  ['/usr/sbin', ...(process.env.PATH ?? '').split(delimiter)].some((folder) =>
    existsSync(join(folder, program)),
  )
const where = (program: string) => (has(program) ? test : () => {})

/** A command in its JSON form. */
const commandOf = (dockerfile: string, keyword: string): string[] =>
  JSON.parse(new RegExp(`^(?:  )?${keyword} (\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? '[]')

test('the image: its settings serve, and its health check sees that', async ({ sandbox }) => {
  const dockerfile = await read('Dockerfile')
  const settings = Object.fromEntries(
    (/^ENV (.*)$/m.exec(dockerfile)?.[1] ?? '').split(' ').map((setting) => setting.split('=')),
  )
  expect(settings).toMatchObject({ HOST: '0.0.0.0', PORT: '3000', FABWIRE_DATA_DIR: '/data' })
  expect(dockerfile.indexOf('USER node')).toBeGreaterThan(dockerfile.indexOf('chown node:node /data'))
  const [node, flag, program, ...args] = commandOf(dockerfile, '^CMD')
  expect([node, flag, program]).toEqual(['node', youngGeneration, 'bin/fabwire.js'])

  const server = await sandbox.start(args, {
    ...settings,
    PORT: '0',
    FABWIRE_BASE_URL: 'https://shop.example.com',
    FABWIRE_DATA_DIR: join(await sandbox.folder(), 'data'),
  })
  const { port } = new URL(await server.url())
  const [, ...check] = commandOf(dockerfile, 'CMD')
  const health = () => spawnSync(process.execPath, check, { env: { PORT: port } }).status
  expect(health()).toBe(0)
  await server.line(/^set-up token for the first workspace: \w{32}$/)
  expect(await server.stop()).toMatchObject({ code: 0 })
  expect(health()).toBe(1)
})

test('the image holds what the program needs', async () => {
  const kept = (await read('Dockerfile.dockerignore')).split('\n').filter((line) => line.startsWith('!'))
  const names = kept.map((line) => line.slice(1))
  expect(names).toEqual(
    expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc', 'bin', 'src', 'tools', 'docs']),
  )
  // They come with later versions.
  const later = ['web', 'sdk']
  expect(names.filter((name) => !later.includes(name) && !existsSync(join(root, name)))).toEqual([])
})

test('every way to start it gives it the same memory', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const starts = [
    scripts.start,
    await read('fabwire.service'),
    await readFile(join(root, 'bin/fabwire.js'), 'utf8'),
  ]
  expect(starts.filter((start) => !start.includes(youngGeneration))).toEqual([])
})

/** A copy whose paths exist here. */
async function unit(sandbox: Sandbox, name: string): Promise<string> {
  const path = join(await sandbox.folder(), name)
  const text = await read(name)
  await writeFile(
    path,
    text
      .replaceAll('/opt/fabwire/node_modules/node/bin/node', process.execPath)
      .replaceAll('/opt/fabwire', root),
  )
  return path
}

where('systemd-analyze')('the units are right', async ({ sandbox }) => {
  const names = ['fabwire.service', 'fabwire-backup.service', 'fabwire-backup.timer']
  const folder = await sandbox.folder()
  for (const name of names)
    await writeFile(join(folder, name), await readFile(await unit(sandbox, name), 'utf8'))
  const { status, stderr } = spawnSync(
    'systemd-analyze',
    ['verify', '--man=no', ...names.map((name) => join(folder, name))],
    { encoding: 'utf8' },
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

where('nginx')('the configuration of nginx is right', async ({ sandbox }) => {
  const folder = await sandbox.folder()
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')] as const
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=x', '-keyout', key, '-out', certificate],
    { stdio: 'ignore' },
  )
  await mkdir(join(folder, 'logs'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  const site = (await read('nginx.conf'))
    .replace(/ssl_certificate .*;/, `ssl_certificate ${certificate};`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${key};`)
    .replace(/^ *listen \[::\].*$/gm, '')
    .replace('listen 80;', 'listen 127.0.0.1:39180;')
    .replace('listen 443 ', 'listen 127.0.0.1:39143 ')
  await writeFile(
    join(folder, 'nginx.conf'),
    `pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${temporary} ${site} }`,
  )
  const { status, stderr } = spawnSync('nginx', ['-t', '-p', folder, '-c', join(folder, 'nginx.conf')], {
    encoding: 'utf8',
    env: { PATH: `${process.env.PATH}:/usr/sbin` },
  })
  expect(status, stderr).toBe(0)
})

where('caddy')('the configuration of Caddy is right', async ({ sandbox }) => {
  const { status, stderr } = spawnSync(
    'caddy',
    ['validate', '--adapter', 'caddyfile', '--config', join(deploy, 'Caddyfile')],
    { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: await sandbox.folder() } },
  )
  expect(status, stderr).toBe(0)
})

test('every file that the pages name is there', async () => {
  const pages = ['README.md', 'backups.md', 'upgrades.md']
  const missing: string[] = []
  for (const page of pages)
    for (const [, link = ''] of (await read(page)).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      if (!/^https?:/.test(link) && !existsSync(join(deploy, link))) missing.push(`${page}: ${link}`)
  expect(missing).toEqual([])
})
