import type { Arrival } from './receiver.ts'

const colours = process.stdout.isTTY === true
const paint = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)
const bold = paint(1)
const dim = paint(2)
const red = paint(31)
const green = paint(32)

const line = (text: string): void => void process.stdout.write(`${text}\n`)

/** The running account in the terminal. */
export const terminal = {
  title: (text: string) => line(`\n${bold(text)}`),
  step: (text: string) => line(`  ${green('✓')} ${text}`),
  note: (text: string) => line(`    ${dim(text)}`),
  failure: (text: string) => line(`  ${red('✗')} ${text}`),
  plain: line,
  arrival({ path, eventId, type, title, status, problems }: Arrival): void {
    const verdict = problems.length === 0 ? 'signatures verified' : `wrong: ${problems.join(', ')}`
    const mark = status === 200 ? green('✓') : red('✗')
    const outcome = status === 200 ? verdict : `${verdict}; answered ${status}, will be tried again`
    line(
      `  ${mark} ${path.slice(1).padEnd(9)} #${String(eventId).padEnd(3)} ${type.padEnd(24)} ${title.padEnd(26)} ${dim(outcome)}`,
    )
  },
}
