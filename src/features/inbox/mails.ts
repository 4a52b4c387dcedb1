/** What a mail of the inbox tells of: a notice or an event. */
export interface Told {
  title: string
  message: string
  projectNo: string | null
  /** Absolute; where to look at it. */
  url: string | null
}

interface MailText {
  subject: string
  text: string
}

/** Titles can come from a shop's own system; a header has one line. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

const paragraphs = (...parts: (string | false | null)[]): string =>
  `${parts.filter((part) => part !== false && part !== null && part !== '').join('\n\n')}\n`

const withProject = ({ title, projectNo }: Told): string =>
  projectNo === null ? oneLine(title) : `${oneLine(title)} (${oneLine(projectNo)})`

/** A person's way out, as far as there is one: security is always mailed. */
const wayOut = (baseUrl: string, mutable: boolean): string | null =>
  mutable ? `Choose which mails you get: ${baseUrl}/settings/profile` : null

/** One notice or event as a mail. Plain text: markup in it stays text. */
export const toldMail = (baseUrl: string, name: string, told: Told, mutable: boolean): MailText => ({
  subject: withProject(told),
  text: paragraphs(`Hello ${name},`, told.message, told.url, wayOut(baseUrl, mutable)),
})

/** In a mail of several, a long message is cut here: the inbox has all of it. */
const shortMessage = 500

/** Never in the middle of a character. */
const cut = (text: string): string => text.slice(0, shortMessage).replace(/[\ud800-\udbff]$/, '')

const inShort = (told: Told): string => {
  const message = told.message.length > shortMessage ? `${cut(told.message)}…` : told.message
  return [withProject(told), message, told.url].filter((line) => line !== null && line !== '').join('\n')
}

/** What happened in a short time as one mail: one event as itself, several in short. `more`: how many it leaves out. */
export function digestMail(
  baseUrl: string,
  name: string,
  [first, ...others]: readonly [Told, ...Told[]],
  more: number,
): MailText {
  if (others.length === 0 && more === 0) return toldMail(baseUrl, name, first, true)
  const left = others.length + more
  return {
    subject: `${oneLine(first.title)}, and ${left} more`,
    text: paragraphs(
      `Hello ${name},`,
      ...[first, ...others].map(inShort),
      more > 0 && `And ${more} more, in your inbox: ${baseUrl}/inbox`,
      wayOut(baseUrl, true),
    ),
  }
}
