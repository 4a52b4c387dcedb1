import { readTemplate, writeTemplate } from '../src/db/template.ts'
import { buildDashboard } from './dashboard.ts'

/** Runs at the end of `npm ci`, with or without development packages. Everything here can be done again at no cost. */

async function makeDatabaseTemplate(): Promise<void> {
  if ((await readTemplate()) !== undefined) return
  await writeTemplate()
  console.log('embedded database prepared')
}

// It only saves time at the first start, so an installation on a read-only disk may go without.
await makeDatabaseTemplate().catch((error: unknown) => {
  console.warn('embedded database not prepared, the first start takes longer:', error)
})

// A machine that only sends deliveries needs no dashboard; one that serves people says what is missing.
await buildDashboard().then(
  () => console.log('dashboard built'),
  (error: unknown) => console.warn('dashboard not built:', error),
)
