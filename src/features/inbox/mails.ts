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
