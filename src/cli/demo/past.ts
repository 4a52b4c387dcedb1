import type { Db } from '../../db/port.ts'
import { type Client, signUp } from './client.ts'
import { password } from './scene.ts'
import { terminal } from './terminal.ts'
import { writeYear } from './year/index.ts'
import { customers as people } from './year/words.ts'

const jobs = 4_000
/** The same shop every time. */
const seed = 20_260_515

const emailOf = (name: string): string =>
  `${name
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .toLowerCase()
    .replaceAll(' ', '.')}@example.com`

/** Gives the demo's shop a year behind it: customers with accounts, and what they ordered. */
export async function livePast(db: Db, baseUrl: string, owner: Client): Promise<void> {
  terminal.title('A year behind it')
  const account = await owner.get<{ id: number; name: string; workspace: { id: string } }>('/account')
  const { data: webhooks } = await owner.get<{ data: { id: string }[] }>('/webhooks')
  const customers = []
  for (const { name, company } of people) {
    const { userId } = await signUp(baseUrl, { email: emailOf(name), password, name })
    customers.push({ id: userId, name, company })
  }
  const rows = await writeYear(db, {
    workspaceId: account.workspace.id,
    customers,
    staff: { id: account.id, name: account.name },
    webhookId: webhooks[0]?.id ?? null,
    jobs,
    seed,
    now: new Date(),
  })
  terminal.step(`${customers.length} customers, ${jobs} jobs, ${rows.toLocaleString('en')} rows`)
}
