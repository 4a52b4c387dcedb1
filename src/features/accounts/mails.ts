/** Subject and text of a mail; who gets it and why is for the caller to say. */
export interface MailText {
  subject: string
  text: string
}

/** One paragraph a line, a link on a line of its own. */
const compose = (subject: string, ...paragraphs: string[]): MailText => ({
  subject,
  text: `${paragraphs.join('\n\n')}\n`,
})

const hello = (name: string): string => `Hello ${name},`

/** Tokens stand behind a `#`: that part of an address reaches no server and no log. */
const linkTo = (baseUrl: string, page: string, token: string): string => `${baseUrl}/${page}#token=${token}`

export const passwordResetMail = (baseUrl: string, name: string, token: string): MailText =>
  compose(
    'Reset your password',
    hello(name),
    'somebody, probably you, asked for a new password for your account. Choose one here within an hour:',
    linkTo(baseUrl, 'reset-password', token),
    'If it was not you, there is nothing to do: your password stays as it is.',
  )

export const verifyEmailMail = (baseUrl: string, name: string, token: string): MailText =>
  compose(
    'Confirm your address',
    hello(name),
    'this confirms that mail for your account reaches you here. The link works for three days:',
    linkTo(baseUrl, 'verify-email', token),
    'If you have no such account, there is nothing to do.',
  )

export const emailChangedMail = (name: string): MailText =>
  compose(
    'The address of your account was changed',
    hello(name),
    'mail for your account goes to another address from now on; this one gets no more.',
    'If it was not you, answer to your shop at once: somebody has your password.',
  )

export const accountDeletedMail = (baseUrl: string, name: string): MailText =>
  compose(
    'Your account was deleted',
    hello(name),
    `your account at ${baseUrl} and what belonged to it were deleted. This is its last mail.`,
    'If it was not you, write to your shop: somebody had your password.',
  )

/** What the owner of an account is told of something that was done with it; the same words as the event's. */
export function securityMail(
  baseUrl: string,
  name: string,
  notice: { title: string; message: string; address: string; userAgent: string },
): MailText {
  const from = `From: ${notice.address}${notice.userAgent && `, ${notice.userAgent}`}`
  return compose(
    notice.title,
    hello(name),
    notice.message,
    from,
    'If it was not you, reset your password now and end the sessions that you do not know:',
    `${baseUrl}/settings/security`,
  )
}
