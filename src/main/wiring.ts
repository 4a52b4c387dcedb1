import type { PolicyOf } from '../engine/index.ts'
import { accountService, deviceCookie, SignInLimits, sessionCookie } from '../features/accounts/index.ts'
import { apiKeyService } from '../features/api-keys/index.ts'
import { auditService } from '../features/audit/index.ts'
import { cadFolderService, cadService } from '../features/cad/index.ts'
import { AccessChanges, OpenCalls } from '../features/credentials/index.ts'
import { remindOfExpiry } from '../features/expiry-reminders/index.ts'
import { feedService } from '../features/feed/index.ts'
import { GeometryRunner } from '../features/geometry/index.ts'
import { EventMails, inboxService, Notices } from '../features/inbox/index.ts'
import { forgetInvitee, invitationService } from '../features/invitations/index.ts'
import { invoiceService } from '../features/invoices/index.ts'
import { liveService } from '../features/live/index.ts'
import { Outbox } from '../features/mail/index.ts'
import { forgetAuthor, messageService } from '../features/messages/index.ts'
import { orderService, shipmentService } from '../features/orders/index.ts'
import { paperService } from '../features/paper/index.ts'
import { fileService, projectService } from '../features/projects/index.ts'
import { qualityService } from '../features/quality/index.ts'
import { expireQuotes, quoteService } from '../features/quotes/index.ts'
import { exportService } from '../features/record-exports/index.ts'
import { tokenService } from '../features/tokens/index.ts'
import { sweepClosed, webhookService } from '../features/webhooks/index.ts'
import { customerService, memberService, workspaceService } from '../features/workspace/index.ts'
import type { Authenticate } from '../http/authentication.ts'
import { Idempotency } from '../http/idempotency.ts'
import { createSmtpMailer } from '../platform/mail/index.ts'
import { createAddressPolicy } from '../platform/outbound/index.ts'
import { BacklogFigures } from './backlog-figures.ts'
import { wireEngine, wireRetention } from './delivery.ts'
import { Housekeeping } from './housekeeping.ts'
import type { Parts } from './parts.ts'

export type { Parts }

export type Services = ReturnType<typeof wire>

function policies({ config }: Parts): PolicyOf {
  const make = (audience: 'customer' | 'workspace') =>
    createAddressPolicy({
      audience,
      privateTargets: config.privateTargets,
      insecureTargets: config.insecureTargets,
    })
  const made = { customer: make('customer'), workspace: make('workspace') }
  return (audience) => made[audience]
}

function wireOutbox({ db, clock, log, masterKey, config, baseUrl }: Parts): Outbox {
  const from = () => config.mailFrom ?? `Fabwire <fabwire@${new URL(baseUrl()).hostname}>`
  const mailer = config.smtpUrl === undefined ? undefined : createSmtpMailer({ url: config.smtpUrl, from })
  return new Outbox({ db, clock, log, masterKey, mailer, sends: config.role !== 'api' })
}

/** Puts the services together. Nothing runs yet. */
export function wire(parts: Parts) {
  const { config, db, clock, log } = parts
  const access = new AccessChanges()
  const policyOf = policies(parts)
  const outbox = wireOutbox(parts)
  const notices = new Notices({ ...parts, outbox })
  const { retention, webhookNotices, chores } = wireRetention(parts, notices)
  const engine = wireEngine(parts, policyOf, (settled, disabled) => {
    live.settled(settled, disabled)
    if (disabled.length > 0) webhookNotices.hint()
  })
  const inbox = inboxService({ db, clock })
  const eventMails = new EventMails({ ...parts, outbox, sends: config.role !== 'api' })
  const signInLimits = new SignInLimits(clock)
  const accounts = accountService({
    ...parts,
    access,
    engine,
    outbox,
    limits: signInLimits,
    forgetElsewhere: [(tx, { email }) => forgetInvitee(tx, email), forgetAuthor],
    customerSignUp: config.customerSignUp,
    workspaceSignUp: config.workspaceSignUp,
  })
  const workspaces = workspaceService({ db, clock, access })
  const members = memberService({ db, clock, access })
  const customers = customerService({ db, clock, access })
  const audit = auditService({ db })
  const invitations = invitationService({ ...parts, outbox, joining: accounts.joining })
  const tokens = tokenService({ db, clock, log, access })
  const apiKeys = apiKeyService({ db, clock, log, access })
  const projects = projectService({ db, clock })
  const messages = messageService({ ...parts, engine, notices })
  const quality = qualityService({ ...parts, engine })
  const files = fileService({ ...parts, maxUploadBytes: config.maxUploadBytes })
  const cad = cadService({ ...parts, maxUploadBytes: config.maxUploadBytes })
  const cadFolders = cadFolderService({ ...parts, maxUploadBytes: config.maxUploadBytes })
  const geometry = new GeometryRunner({ ...parts, computes: config.role !== 'api' })
  const webhooks = webhookService({
    ...parts,
    engine,
    policyOf,
    timeoutMs: config.deliveryTimeoutMs,
    access,
    replays: config.role !== 'api',
  })
  const orders = orderService({ ...parts, engine })
  const shipments = shipmentService({ ...parts, engine })
  const quotes = quoteService({ ...parts, engine, notices, placeOrder: orders.place })
  const invoices = invoiceService({ ...parts, engine, notices })
  const papers = paperService({ db, quotes, orders, invoices })
  const exports = exportService({ orders, invoices })
  const open = new OpenCalls(access, clock)
  const feed = feedService({ engine, open })
  const live = liveService({ db, log, open, feed: engine.feed, inbox })
  const idempotency = new Idempotency(db, clock, log)
  const isSecure = config.baseUrl?.startsWith('https:') ?? false
  const cookie = sessionCookie(isSecure)
  const authenticate: Authenticate = ({ kind, secret }, address) => {
    if (kind === 'session') return accounts.authenticate(secret)
    return kind === 'pat' ? tokens.authenticate(secret, address) : apiKeys.authenticate(secret, address)
  }
  const housekeeping = new Housekeeping(
    [
      { name: 'mails', run: () => outbox.sweep() },
      { name: 'accounts', run: () => accounts.sweep() },
      // Before retention: what it drops is counted.
      { name: 'statistics of webhooks', run: () => webhooks.rollUpStatistics() },
      ...chores,
      { name: 'closed webhooks', run: () => sweepClosed({ db, clock }) },
      { name: 'ended replays', run: () => webhooks.replays.sweep() },
      { name: 'token usage', run: () => tokens.sweep() },
      { name: 'invitations', run: () => invitations.sweep() },
      { name: 'quotes that expire', run: () => expireQuotes({ db, clock }) },
      { name: 'due invoices', run: () => invoices.tellDue() },
      { name: 'expiry reminders', run: () => remindOfExpiry({ ...parts, notices }) },
    ],
    config.schedulerIntervalMs,
    log,
  )
  return {
    parts,
    access,
    engine,
    outbox,
    notices,
    inbox,
    eventMails,
    housekeeping,
    retention,
    backlog: new BacklogFigures(parts),
    accounts,
    workspaces,
    members,
    customers,
    audit,
    invitations,
    tokens,
    apiKeys,
    projects,
    messages,
    quality,
    files,
    cad,
    cadFolders,
    geometry,
    webhooks,
    feed,
    live,
    open,
    quotes,
    orders,
    shipments,
    invoices,
    papers,
    exports,
    idempotency,
    cookie,
    deviceCookie: deviceCookie(isSecure),
    signInLimits,
    authenticate,
    /** Begins hearing other nodes and sending. */
    async start(): Promise<void> {
      await access.start(db)
      await idempotency.start()
      await live.start()
      await engine.start()
      webhooks.replayRunner.start()
      await outbox.start()
      await eventMails.start()
      await geometry.start()
      housekeeping.start()
    },
    /** Ends what is in flight; what was promised is in the database. */
    async stop(): Promise<void> {
      await housekeeping.stop()
      await geometry.stop()
      await eventMails.stop()
      await outbox.stop()
      await webhooks.replayRunner.stop()
      await engine.stop()
      await webhookNotices.stop()
      await live.stop()
      await tokens.stop()
      await apiKeys.stop()
      await access.stop()
    },
  }
}
