import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect } from 'vitest'
import { isCi } from '../../tools/test/mode.ts'
import { anyDatabase, test } from './harness/sandbox.ts'

/** The whole API in breadth, and one job from the uploaded part to the paid invoice. */
const programs = ['client.py', 'job_walk.py']
const folder = join(import.meta.dirname, '..', 'clients')
const oldest = [3, 9]

/** True where there is a Python that runs it. Its absence is said in large letters. */
function hasPython(): boolean {
  const script = `import sys; sys.exit(sys.version_info < (${oldest.join()}))`
  if (spawnSync('python3', ['-c', script]).status === 0) return true
  const message = `SKIPPED: the client in Python, because there is no python3 of ${oldest.join('.')} or newer`
  if (isCi) throw new Error(message)
  console.log(`\n${'!'.repeat(78)}\n!! ${message}\n${'!'.repeat(78)}\n`)
  return false
}

describe.skipIf(!hasPython())('a client in Python', () => {
  test.for(programs)(
    '%s, written from the contract alone, finds everything as promised',
    async (program, { sandbox }) => {
      const site = await (await sandbox.site(anyDatabase)).start()
      const child = spawn('python3', [join(folder, program), site.url], {
        env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      sandbox.finally(() => void child.kill('SIGKILL'))
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])

      const checks = stdout
        .trim()
        .split('\n')
        .map((line): { check: string; ok: boolean; seen?: string } => JSON.parse(line))
      expect(checks.filter(({ ok }) => !ok)).toEqual([])
      expect(stderr).toBe('')
      expect(await ended).toBe(0)
      console.log(`${checks.length} checks of ${program}`)
    },
  )
})
