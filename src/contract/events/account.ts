import { eventType, link, recordId, shortText } from './members.ts'

const projectNo = 'P-20260515-0001'

const message = {
  message_id: recordId('message'),
  author: shortText('Name of who wrote it.'),
  url: link('The thread in the dashboard.'),
}

const security = {
  address: shortText('The network address it was done from.'),
  user_agent: shortText('The browser or program it was done with.'),
  url: link('The account’s security page.'),
}

export const messageEvents = {
  'message.reply': eventType('Staff have answered in the thread of a project.', message, {
    title: 'New message from the shop',
    message: 'The M8 inserts are in; we start tomorrow.',
    project_no: projectNo,
    author: 'Dana Reyes',
  }),
  'message.general_reply': eventType(
    'Staff have answered in the customer’s general thread, which belongs to no project.',
    message,
    {
      title: 'New message from the shop',
      message: 'Your new payment terms are in place.',
      project_no: null,
      author: 'Dana Reyes',
    },
  ),
}

export const securityEvents = {
  'security.password_changed': eventType('The account has a new password.', security, {
    title: 'Password changed',
    message: 'The password of your account was changed.',
    project_no: null,
    address: '203.0.113.7',
  }),
  'security.2fa_enabled': eventType('The account now asks for a second factor.', security, {
    title: 'Two-factor authentication on',
    message: 'Signing in to your account now needs a code.',
    project_no: null,
    address: '203.0.113.7',
  }),
  'security.2fa_disabled': eventType('The account no longer asks for a second factor.', security, {
    title: 'Two-factor authentication off',
    message: 'Signing in to your account needs the password alone.',
    project_no: null,
    address: '203.0.113.7',
  }),
  'security.new_login': eventType('Somebody has signed in to the account from a new browser.', security, {
    title: 'New sign-in',
    message: 'Your account was signed in to from a browser it did not know.',
    project_no: null,
    address: '203.0.113.7',
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0',
  }),
}

export const accountEvents = {
  'account.deleted': eventType(
    'The account is gone; no event of it follows.',
    {},
    {
      title: 'Account deleted',
      message: 'Your account and what belonged to it were deleted.',
      project_no: null,
    },
  ),
}

export const webhookEvents = {
  'webhook.test': eventType(
    'Somebody asked for a test delivery; it goes to that one webhook, whatever it subscribes to.',
    { webhook_id: recordId('webhook') },
    { title: 'Test delivery', message: 'Sent from the dashboard', project_no: null },
  ),
}
